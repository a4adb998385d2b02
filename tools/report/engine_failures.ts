import { unreachable } from '../base/model/index.js';
import type { EngineFailure } from '../engines/index.js';

/** Explains why an engine did not do what it was asked. */
export function describeEngineFailure(failure: EngineFailure): string {
  switch (failure.reason) {
    case 'engine-full':
      return `${failure.engine} accepts nothing more for now: ${failure.detail}`;
    case 'engine-unreachable':
      return `${failure.engine} does not answer: ${failure.detail}`;
    case 'engine-refused':
      return `${failure.engine} refuses: ${failure.detail}`;
    case 'engine-missing':
      return `${failure.program} of ${failure.engine} is not on the PATH; install it, or drop --engine`;
    default:
      return unreachable(failure);
  }
}
