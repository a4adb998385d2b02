import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { DIRECTORY_MODE, writeAtomically } from '../../base/runtime/index.js';
import type { RunFiles } from '../builds/index.js';
import { placeArgs, type GraphProgram } from '../programs/index.js';
import type { CheckedBody } from './body.js';
import type { RequestSettings } from './work_context.js';

/** The command that makes the plan of a request. Refs are its standard input, because there may be a million. */
export async function planCommand(
  program: GraphProgram,
  { refs, match, from, to, mode }: CheckedBody,
  files: RunFiles,
  settings: RequestSettings,
): Promise<string[]> {
  const args = [...placeArgs(settings), '--quiet'];
  if (mode.validity !== undefined) args.push('--validity', mode.validity);
  for (const [name, forced] of [
    ['force', mode.force],
    ['force-downstream', mode.forceDownstream],
    ['refresh', mode.refresh],
    ['reread', mode.reread],
  ] as const) {
    if (forced === undefined || forced.length === 0) continue;
    const file = join(files.directory, name);
    await mkdir(files.directory, { recursive: true, mode: DIRECTORY_MODE });
    await writeAtomically(file, lines(forced));
    args.push(`--${name}`, `@${file}`);
  }
  for (const [name, value] of Object.entries({ match, from, to })) {
    if (value !== undefined) args.push(`--${name}=${value}`);
  }
  return [...program.command('plan'), ...args, ...((refs?.length ?? 0) > 0 ? ['-'] : [])];
}

/** The refs of a request for standard input. */
export function inputOf({ refs = [] }: CheckedBody): Iterable<string> {
  return lines(refs);
}

/** The command that runs a plan, which is its standard input. */
export function execCommand(
  program: GraphProgram,
  { mode }: CheckedBody,
  files: RunFiles,
  settings: RequestSettings,
): string[] {
  const optimistic = mode.optimistic === true ? ['--optimistic'] : [];
  return [...program.command('exec'), ...placeArgs(settings), '--events', files.events, ...optimistic, '-'];
}

const LINES_AT_ONCE = 10_000;

function* lines(refs: readonly string[]): Generator<string> {
  for (let from = 0; from < refs.length; from += LINES_AT_ONCE) {
    yield `${refs.slice(from, from + LINES_AT_ONCE).join('\n')}\n`;
  }
}
