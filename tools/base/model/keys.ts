import { hash } from 'node:crypto';
import type { ConfigTemplate } from './config_template.js';
import { majorOf, type JobDescriptor } from './descriptor.js';
import type { JobDefinition, TaskConfig } from './job_graph.js';
import { labelInKeys } from './labels.js';
import type { PartitionRef } from './ref.js';
import { runfileInKeys } from './repositories.js';

/**
 * The keys of a task, as hexadecimal SHA-256.
 *
 * What is hashed is a text: a tag that names the kind of key, then sections. Each section begins with NUL, and each
 * of its items with a line feed. Refs, labels, digests, keys and JSON have no control characters, so different inputs
 * always give different texts.
 */

/** Hexadecimal digits of a task id. */
const TASK_ID_LENGTH = 16;

/** Id of a task: the same job and outputs give the same id in any graph, on any machine. */
export function taskId(job: string, outputs: readonly PartitionRef[]): string {
  const digest = hash('sha256', section('task-1', [labelInKeys(job)]) + section('', sorted(outputs)));
  // Copy it: a slice of a string keeps the whole string in memory, and there may be a million ids.
  beginning.write(digest, 'latin1');
  return beginning.toString('latin1');
}

const beginning = Buffer.alloc(TASK_ID_LENGTH);

/**
 * Merkle key of a task over the meaning of its data: job, major version, outputs, and the same of everything
 * upstream.
 *
 * @param inputs version keys of the tasks that make its materialize inputs, each once, in any order
 */
export function versionKey(
  job: string,
  jobVersion: string,
  outputs: readonly PartitionRef[],
  inputs: readonly string[],
): string {
  return hash(
    'sha256',
    section('version-1', [labelInKeys(job), majorOf(jobVersion)]) +
      section('', sorted(outputs)) +
      section('', sorted(inputs)),
  );
}

/**
 * Merkle key of a task over everything that determines its data: job, code, program, args, env, outputs, and the same
 * of everything upstream.
 *
 * @param codeDigest of the job's run executable
 * @param inputs content keys of the tasks that make its materialize inputs, each once, in any order
 */
export function contentKey(
  job: string,
  codeDigest: string,
  { executable, args, env, outputs }: Pick<TaskConfig, 'executable' | 'args' | 'env' | 'outputs'>,
  inputs: readonly string[],
): string {
  // Arguments and values may contain any character. JSON marks where each ends.
  const call = JSON.stringify([
    runfileInKeys(executable),
    args,
    sorted(Object.keys(env)).map((name) => [name, env[name]]),
  ]);
  return hash(
    'sha256',
    section('content-1', [labelInKeys(job), codeDigest, call]) +
      section('', sorted(outputs)) +
      section('', sorted(inputs)),
  );
}

/**
 * Replaces the code digest of a `configure` program where a job has a template: everything that decides what its
 * configs are.
 *
 * @param makes in the order of the BUILD file: a ref is read by the first pattern that matches it
 */
export function templateDigest(makes: readonly string[], template: ConfigTemplate): string {
  const { inputs, queryInputs, args, env } = template;
  const values = sorted(Object.keys(env)).map((name) => [name, env[name]]);
  return hash('sha256', section('template-1', [JSON.stringify([makes, inputs, queryInputs, args, values])]));
}

/** Replaces the code digest of a `lookup` program where patterns say which job makes a ref. */
export function patternsDigest(jobs: readonly Pick<JobDescriptor, 'label' | 'makes'>[]): string {
  const lines = jobs.map(({ label, makes = [] }) => JSON.stringify([labelInKeys(label), sorted(makes)]));
  return hash('sha256', section('patterns-1', sorted(lines)));
}

/**
 * Digest of a graph: its jobs, and the code of every executable that the analysis calls or a task runs.
 *
 * @param lookup code digest of its lookup program, or what stands for it
 */
export function graphDigest(lookup: string, jobs: Readonly<Record<string, JobDefinition>>): string {
  const byLabel = new Map(Object.entries(jobs).map(([label, job]) => [labelInKeys(label), job]));
  const lines = sorted([...byLabel.keys()]).map((label) => {
    const job = byLabel.get(label);
    return JSON.stringify([label, job?.version, job?.configure, job?.run]);
  });
  return hash('sha256', section('graph-1', [lookup]) + section('', lines));
}

function section(tag: string, items: readonly string[]): string {
  let text = `\0${tag}`;
  for (const item of items) text += `\n${item}`;
  return text;
}

function sorted(texts: readonly string[]): readonly string[] {
  return texts.length < 2 ? texts : texts.toSorted();
}
