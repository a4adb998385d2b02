import type { Engine } from '../engine.js';

/** An engine whose driver can be killed. */
export interface MortalEngine {
  readonly engine: Engine;
  /** From now on the engine neither gets a request nor answers one, so that the driver waits for ever. */
  readonly kill: () => void;
}

export function mortalEngine(engine: Engine): MortalEngine {
  const killed = new AbortController();
  const isKilled = (): boolean => killed.signal.aborted;
  const unlessKilled = async <T>(request: () => Promise<T>): Promise<T> => {
    if (isKilled()) return never();
    const answer = await request();
    return isKilled() ? never() : answer;
  };
  return {
    kill: () => {
      killed.abort();
    },
    engine: {
      ...engine,
      name: engine.name,
      limits: () => unlessKilled(() => engine.limits()),
      submit: (batch) => unlessKilled(() => engine.submit(batch)),
      observe: (ids) => unlessKilled(() => engine.observe(ids)),
      cancel: (ids) => unlessKilled(() => engine.cancel(ids)),
      log: (...which) => unlessKilled(() => engine.log(...which)),
      close: () => engine.close(),
    },
  };
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
