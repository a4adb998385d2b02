import { resolveUserPath, type InputPlace } from '../base/runtime/index.js';
import type { Invocation } from './command.js';

/** The input that a name on the command line means: `-` is standard input, anything else a path. */
export function inputPlace({ context }: Pick<Invocation, 'context'>, name: string): InputPlace {
  return name === '-' ? 'stdin' : { path: resolveUserPath(context, name) };
}
