import { CLOCK, resolveUserPath } from '../base/runtime/index.js';
import { describeCode } from '../report/index.js';
import type { Invocation } from './command.js';
import { secretsOf } from './secrets.js';

/** Runs a command, and writes its profile if `--profile` asks for one. @returns the exit code */
export async function withProfile<I extends Invocation>(
  invocation: I,
  work: (invocation: I) => Promise<number>,
): Promise<number> {
  const { context, messages, options, refuse } = invocation;
  if (options.profile === undefined) return work(invocation);
  const { Profile, TraceFile } = await import('../observe/profile/index.js');
  const path = resolveUserPath(context, options.profile);
  const file = await TraceFile.open(path);
  if (!file.ok) return refuse(`cannot write the profile ${path}: ${describeCode(file.error)}`);
  const profile = new Profile({ file: file.value, elapsed: CLOCK.elapsed, mask: secretsOf(invocation)?.mask });
  try {
    return await work({ ...invocation, profile });
  } finally {
    const code = await profile.close();
    if (code !== undefined) messages.line(`warning: the profile ${path} is incomplete: ${describeCode(code)}`);
  }
}
