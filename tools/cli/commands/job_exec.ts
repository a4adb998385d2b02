import { configure } from '../../analyze/configure/index.js';
import { workOfJob } from '../../exec/index.js';
import {
  describeConfigureFailure,
  describeExecFailure,
  exitCodeOfConfigureFailure,
  exitCodeOfExecFailure,
} from '../../report/index.js';
import type { JobInvocation } from '../command.js';
import { warnOfArgs } from '../secrets.js';
import { askOptions, fail, refsOf } from '../session.js';
import { withWorkshop } from '../workshop.js';

export async function runJobExec(invocation: JobInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const { job } = invocation.descriptor;
  return withWorkshop(invocation, async ({ catalog, jobs, runWork }) => {
    const configs = await configure(job, refs, { ask: askOptions(invocation) });
    if (!configs.ok) return fail(invocation, configs.error, describeConfigureFailure, exitCodeOfConfigureFailure);
    const work = await workOfJob(job, jobs.get(job.label)?.codeDigest ?? '', configs.value, catalog);
    if (!work.ok) return fail(invocation, work.error, describeExecFailure, exitCodeOfExecFailure);
    warnOfArgs(work.value.tasks, invocation);
    return runWork(work.value);
  });
}
