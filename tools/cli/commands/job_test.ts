import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/model/index.js';
import { readText, resolveRunfile } from '../../base/runtime/index.js';
import { trialSchema, tryJob, type Trial } from '../../driver/trial/index.js';
import { describeCheck, describeReadFailure, exitCodeOfDriverFailure } from '../../report/index.js';
import type { JobInvocation } from '../command.js';
import { siteOf } from '../session.js';
import { settingsOf } from '../workshop.js';

/** Checks a job in a scratch directory, and prints a line for each check. */
export async function runJobTest(invocation: JobInvocation): Promise<number> {
  const { args, runfilesDir, context, cancellation, out, refuse } = invocation;
  const [file] = args;
  if (file === undefined) throw new Error('a job test is started by the target that databuild_job_test declares');
  const trial = await readTrial(resolveRunfile(runfilesDir, file));
  if (!trial.ok) return refuse(trial.error);

  // Bazel gives each test a directory of its own.
  const scratch = await mkdtemp(join(context.env['TEST_TMPDIR'] ?? tmpdir(), 'job-test-'));
  try {
    const dataDir = join(scratch, 'data');
    await mkdir(dataDir);
    const options = { ...invocation.options, dataDir, stateDir: join(scratch, 'state') };
    const site = siteOf({ ...invocation, options });
    let wrong = 0;
    const checks = tryJob(trial.value, {
      site: { ...site, env: { ...site.env, ...trial.value.env } },
      settings: { ...settingsOf(invocation), optimistic: true },
      cancel: cancellation,
      refuses: (failure) => exitCodeOfDriverFailure(failure) === 2,
    });
    for await (const check of checks) {
      if (cancellation.received !== undefined) break;
      wrong += check.problems.length;
      await out.write(`${describeCheck(check)}\n`);
    }
    return wrong === 0 ? 0 : 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Reads what the rule wrote. Its attributes may hold what is no ref. */
async function readTrial(path: string): Promise<Result<Trial, string>> {
  const text = await readText(path);
  if (!text.ok) return err(describeReadFailure(text.error));
  const parsed = trialSchema().safeParse(JSON.parse(text.value));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
