import type { Engine } from '../engine.js';

/** An engine that is full until the test opens it. */
export interface GatedEngine extends Engine {
  readonly open: () => void;
}

/** The engine, which takes nothing until it is opened: then it gets all that was handed over before as one batch. */
export function gatedEngine(good: Engine): GatedEngine {
  let isOpen = false;
  const failure = { reason: 'engine-full', engine: good.name, detail: 'the test is not ready' } as const;
  return {
    ...good,
    submit: (batch) => (isOpen ? good.submit(batch) : Promise.resolve({ accepted: [], failure })),
    open: () => {
      isOpen = true;
    },
  };
}
