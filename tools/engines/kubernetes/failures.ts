import type { EngineFailure } from '../engine.js';

/** As users name the engine. */
export const ENGINE = 'kubernetes';

/** Kubernetes will never do this. @param detail what is wrong, and the fix */
export function refused(detail: string): EngineFailure {
  return { reason: 'engine-refused', engine: ENGINE, detail };
}

/** Nothing is known about what was asked; it may have been done. */
export function unreachable(detail: string): EngineFailure {
  return { reason: 'engine-unreachable', engine: ENGINE, detail };
}

/** It was not done, and may be later. */
export function full(detail: string): EngineFailure {
  return { reason: 'engine-full', engine: ENGINE, detail };
}
