import type { Engine } from '../engine.js';

/** The engine, which is full until it is given so many attempts at once: then it has all of them in one batch, and takes everything. */
export function gatedEngine(good: Engine, attempts: number): Engine {
  let isOpen = false;
  const failure = { reason: 'engine-full', engine: good.name, detail: 'the test is not ready' } as const;
  return {
    ...good,
    submit: (batch) => {
      isOpen ||= batch.attempts.length >= attempts;
      return isOpen ? good.submit(batch) : Promise.resolve({ accepted: [], failure });
    },
  };
}
