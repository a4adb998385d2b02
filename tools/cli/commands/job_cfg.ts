import { configureRefs } from '../../driver/index.js';
import type { JobInvocation } from '../command.js';
import { warnOfArgs } from '../secrets.js';
import { typedRefs } from '../requested.js';
import { siteOf, tell } from '../session.js';

export async function runJobCfg(invocation: JobInvocation): Promise<number> {
  const refs = await typedRefs(invocation);
  if (!refs.ok) return refs.error;
  const configs = await configureRefs(refs.value, siteOf(invocation), invocation.cancellation.signal);
  if (!configs.ok) return tell(invocation, configs.error);
  const { label } = invocation.descriptor.job;
  warnOfArgs(
    configs.value.map((config) => ({ job: label, config })),
    invocation,
  );
  await invocation.out.write(`${JSON.stringify(configs.value, null, 2)}\n`);
  return 0;
}
