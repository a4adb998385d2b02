import { configure } from '../../analyze/configure/index.js';
import { describeConfigureFailure, exitCodeOfConfigureFailure } from '../../report/index.js';
import type { JobInvocation } from '../command.js';
import { warnOfArgs } from '../secrets.js';
import { askOptions, fail, refsOf } from '../session.js';

export async function runJobCfg(invocation: JobInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const { job } = invocation.descriptor;
  const configs = await configure(job, refs, { ask: askOptions(invocation) });
  if (!configs.ok) return fail(invocation, configs.error, describeConfigureFailure, exitCodeOfConfigureFailure);
  warnOfArgs(
    configs.value.map((config) => ({ job: job.label, config })),
    invocation,
  );
  await invocation.out.write(`${JSON.stringify(configs.value, null, 2)}\n`);
  return 0;
}
