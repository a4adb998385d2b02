import type { Definition } from '../analyze/analyze/index.js';
import {
  CODE_DIGEST,
  configuringOf,
  err,
  graphDigest,
  ok,
  patternsDigest,
  templateDigest,
  type JobDefinition,
  type JobDescriptor,
  type Result,
} from '../base/model/index.js';
import { readTextNow, resolveRunfile } from '../base/runtime/index.js';
import { failuresAt, type CodeFailure, type DriverFailure } from './failure.js';
import type { GraphSite, Site } from './site.js';

/** The code of a graph: the digests that Bazel wrote beside its executables. */
export function readDefinition(site: GraphSite): Result<Definition, DriverFailure[]> {
  const { descriptor, runfilesDir } = site;
  const jobs = readJobDefinitions(site, descriptor.jobs);
  if (!jobs.ok) return jobs;
  const lookup =
    descriptor.lookupDigest === undefined
      ? ok(patternsDigest(descriptor.jobs))
      : readDigest(runfilesDir, descriptor.lookupDigest);
  if (!lookup.ok) return err(failuresAt('code', [lookup.error]));
  return ok({ graphDigest: graphDigest(lookup.value, jobs.value), jobs: jobs.value });
}

/** The same for some jobs, by label. */
export function readJobDefinitions(
  { runfilesDir }: Site,
  jobs: readonly JobDescriptor[],
): Result<Record<string, JobDefinition>, DriverFailure[]> {
  return readForEach(jobs, (job) => definitionOf(runfilesDir, job));
}

/** The digests of the run executables of some jobs, by label. It costs less than whole definitions. */
export function readRunDigests(
  { runfilesDir }: Site,
  jobs: readonly JobDescriptor[],
): Result<Record<string, string>, DriverFailure[]> {
  return readForEach(jobs, ({ runDigest }) => readDigest(runfilesDir, runDigest));
}

function readForEach<T>(
  jobs: readonly JobDescriptor[],
  read: (job: JobDescriptor) => Result<T, CodeFailure>,
): Result<Record<string, T>, DriverFailure[]> {
  const entries: [string, T][] = [];
  const failures: CodeFailure[] = [];
  for (const job of jobs) {
    const result = read(job);
    if (result.ok) entries.push([job.label, result.value]);
    else failures.push(result.error);
  }
  return failures.length === 0 ? ok(Object.fromEntries(entries)) : err(failuresAt('code', failures));
}

/**
 * Digests that have been read, by the job's part of a descriptor, so that everything done with one descriptor uses the
 * code that was found first. A descriptor that is read again is another object, so its digests are read again too.
 */
const known = new WeakMap<JobDescriptor, ReturnType<typeof readJob>>();

function definitionOf(runfilesDir: string, job: JobDescriptor): ReturnType<typeof readJob> {
  const reading = known.get(job) ?? readJob(runfilesDir, job);
  known.set(job, reading);
  return reading;
}

function readJob(runfilesDir: string, job: JobDescriptor): Result<JobDefinition, CodeFailure> {
  const configuring = configuringOf(job);
  const configure =
    configuring.by === 'template'
      ? ok(templateDigest(configuring.makes, configuring.template))
      : readDigest(runfilesDir, configuring.digestFile);
  if (!configure.ok) return configure;
  const run = readDigest(runfilesDir, job.runDigest);
  return run.ok ? ok({ version: job.version, configure: configure.value, run: run.value }) : run;
}

function readDigest(runfilesDir: string, runfile: string): Result<string, CodeFailure> {
  const path = resolveRunfile(runfilesDir, runfile);
  const text = readTextNow(path);
  if (!text.ok) return err({ reason: 'digest-unreadable', path, code: text.error.code });
  const digest = text.value.trim();
  return CODE_DIGEST.test(digest) ? ok(digest) : err({ reason: 'digest-malformed', path });
}
