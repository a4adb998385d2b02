import { resolveUserPath, type InputPlace } from '../base/runtime/index.js';
import type { Invocation } from './command.js';

/** What the user means by the name of an input: `-` is standard input, all else a path. */
export function inputPlace({ context }: Pick<Invocation, 'context'>, name: string): InputPlace {
  return name === '-' ? 'stdin' : { path: resolveUserPath(context, name) };
}
