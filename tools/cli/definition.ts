import type { Definition } from '../analyze/analyze/index.js';
import {
  CODE_DIGEST,
  err,
  graphDigest,
  ok,
  type GraphDescriptor,
  type JobDefinition,
  type JobDescriptor,
  type Result,
} from '../base/model/index.js';
import { readText, resolveRunfile } from '../base/runtime/index.js';
import type { GraphInvocation, Invocation } from './command.js';

/**
 * Reads the code digests that the build wrote beside the executables of a graph. A bad one means that rules and tools
 * do not fit.
 *
 * @returns nothing, after saying what is wrong
 */
export async function definitionOf(invocation: GraphInvocation): Promise<Definition | undefined> {
  const { descriptor, runfilesDir } = invocation;
  const jobs = await jobDefinitionsOf(invocation, descriptor.jobs);
  if (jobs === undefined) return undefined;
  const lookup = await readDigest(runfilesDir, descriptor.lookupDigest);
  if (!lookup.ok) {
    invocation.refuse(lookup.error);
    return undefined;
  }
  return { graphDigest: graphDigest(lookup.value, jobs), jobs };
}

/** The same for some jobs, by label. */
export async function jobDefinitionsOf(
  { runfilesDir, refuse }: Invocation,
  jobs: readonly JobDescriptor[],
): Promise<Record<string, JobDefinition> | undefined> {
  const read = await Promise.all(jobs.map((job) => definitionOfJob(runfilesDir, job)));
  const entries: [string, JobDefinition][] = [];
  for (const [index, { label }] of jobs.entries()) {
    const definition = read[index];
    if (definition?.ok === true) entries.push([label, definition.value]);
    else if (definition !== undefined) {
      refuse(definition.error);
      return undefined;
    }
  }
  return Object.fromEntries(entries);
}

/** Jobs that have been read: all that a command does, it does by the code that it found at first. */
const known = new WeakMap<JobDescriptor, ReturnType<typeof readJob>>();

function definitionOfJob(runfilesDir: string, job: JobDescriptor): ReturnType<typeof readJob> {
  const reading = known.get(job) ?? readJob(runfilesDir, job);
  known.set(job, reading);
  return reading;
}

async function readJob(runfilesDir: string, job: JobDescriptor): Promise<Result<JobDefinition, string>> {
  const configure = await readDigest(runfilesDir, job.configureDigest);
  if (!configure.ok) return configure;
  const run = await readDigest(runfilesDir, job.runDigest);
  return run.ok ? ok({ version: job.version, configure: configure.value, run: run.value }) : run;
}

async function readDigest(runfilesDir: string, path: GraphDescriptor['lookupDigest']): Promise<Result<string, string>> {
  const file = resolveRunfile(runfilesDir, path);
  const text = await readText(file);
  if (!text.ok) return err(`cannot read the code digest ${file}: ${text.error.code}; build the target again`);
  const digest = text.value.trim();
  return CODE_DIGEST.test(digest)
    ? ok(digest)
    : err(`${file} is not a code digest: 64 hexadecimal digits; build the target again`);
}
