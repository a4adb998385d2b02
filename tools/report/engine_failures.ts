import { unreachable } from '../base/model/index.js';
import type { EngineFailure } from '../engines/index.js';
import type { BuildEngineAnswered, BuildWaitingForEngine } from '../exec/index.js';
import { name, whole } from './show.js';

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

/** That a build waits for its engine, and what the engine said. */
export function describeEngineWait({
  engine,
  reason,
  detail,
}: Pick<BuildWaitingForEngine, 'engine' | 'reason' | 'detail'>): string {
  return `waiting for ${name(engine)}: ${TROUBLES[reason] ?? 'it does not answer'} (${whole(detail.replaceAll(/\s*\n\s*/g, '; '))}); the build goes on when it does`;
}

/** That the engine of a build answers again. */
export function describeEngineAnswer({ engine, reason }: Pick<BuildEngineAnswered, 'engine' | 'reason'>): string {
  return `${name(engine)} ${ANSWERS[reason] ?? 'answers again'}`;
}

/** By the reason of an event. */
const TROUBLES: Readonly<Record<string, string>> = {
  'engine-full': 'it accepts nothing more for now',
  'attempts-stuck': 'a task cannot start',
};
const ANSWERS: Readonly<Record<string, string>> = {
  'engine-full': 'accepts tasks again',
  'attempts-stuck': 'can start all tasks again',
};
