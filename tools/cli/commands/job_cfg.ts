import { configure } from '../../configure/index.js';
import { describeConfigureFailure, exitCodeOfConfigureFailure } from '../../report/index.js';
import type { JobInvocation } from '../command.js';
import { askOptions, fail, refsOf } from '../session.js';

export async function runJobCfg(invocation: JobInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const configs = await configure(invocation.descriptor.job, refs, { ask: askOptions(invocation) });
  if (!configs.ok) return fail(invocation, configs.error, describeConfigureFailure, exitCodeOfConfigureFailure);
  await invocation.out.write(`${JSON.stringify(configs.value, null, 2)}\n`);
  return 0;
}
