import { hash } from 'node:crypto';
import type { ConfigTemplate } from './config_template.js';
import { majorOf, type JobDescriptor } from './descriptor.js';
import type { JobDefinition, Task, TaskConfig } from './job_graph.js';
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
  return idOf(taskHead(job), section('', sorted(outputs)));
}

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
  return hash('sha256', versionHead(job, jobVersion) + section('', sorted(outputs)) + section('', sorted(inputs)));
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
  const call = callText(executableText(executable), JSON.stringify(args), envText(env));
  const head = contentHead(job, codeDigest) + call;
  return hash('sha256', head + section('', sorted(outputs)) + section('', sorted(inputs)));
}

/** What keys are computed from of a config. */
export interface WrittenCall extends Pick<TaskConfig, 'outputs' | 'env' | 'executable'> {
  /** As JSON without white space. */
  readonly args: string;
}

/** The id and keys of the tasks of one job: those of the functions above, for many tasks in less time. */
export class JobKeys {
  readonly #taskHead: string;
  readonly #versionHead: string;
  readonly #contentHead: string;
  // Most tasks of a job have the same executable and the same environment.
  #executable: string | undefined;
  #executableText = '';
  #env: TaskConfig['env'] | undefined;
  #envText = '';

  /** @param codeDigest of the job's run executable */
  constructor(job: string, jobVersion: string, codeDigest: string) {
    this.#taskHead = taskHead(job);
    this.#versionHead = versionHead(job, jobVersion);
    this.#contentHead = contentHead(job, codeDigest);
  }

  /** The id of a task that makes these refs. */
  idOf(outputs: readonly PartitionRef[]): string {
    return idOf(this.#taskHead, section('', sorted(outputs)));
  }

  /**
   * @param config with its arguments as JSON without white space
   * @param versionKeys of the tasks that make its materialize inputs, each once; they are sorted in place
   * @param contentKeys likewise
   */
  of(config: WrittenCall, versionKeys: string[], contentKeys: string[]): Pick<Task, 'versionKey' | 'contentKey'> {
    const outputs = section('', sorted(config.outputs));
    const content = this.#contentHead + this.#call(config) + outputs + section('', sortInPlace(contentKeys));
    return {
      versionKey: hash('sha256', this.#versionHead + outputs + section('', sortInPlace(versionKeys))),
      contentKey: hash('sha256', content),
    };
  }

  #call({ executable, args, env }: WrittenCall): string {
    if (executable !== this.#executable) this.#executableText = executableText((this.#executable = executable));
    if (env !== this.#env) this.#envText = envText((this.#env = env));
    return callText(this.#executableText, args, this.#envText);
  }
}

function taskHead(job: string): string {
  return section('task-1', [labelInKeys(job)]);
}

function versionHead(job: string, jobVersion: string): string {
  return section('version-1', [labelInKeys(job), majorOf(jobVersion)]);
}

/** Its last item is what a config calls. */
function contentHead(job: string, codeDigest: string): string {
  return section('content-1', [labelInKeys(job), codeDigest, '']);
}

/** What a config calls. Arguments and values may contain any character: JSON marks where each ends. */
function callText(executable: string, args: string, env: string): string {
  return `[${executable},${args},${env}]`;
}

function executableText(executable: string): string {
  return JSON.stringify(runfileInKeys(executable));
}

function envText(env: TaskConfig['env']): string {
  return JSON.stringify(sorted(Object.keys(env)).map((name) => [name, env[name]]));
}

function idOf(head: string, outputs: string): string {
  // Copy it: a slice of a string keeps the whole string in memory, and there may be a million ids.
  beginning.write(hash('sha256', head + outputs), 'latin1');
  return beginning.toString('latin1');
}

const beginning = Buffer.alloc(TASK_ID_LENGTH);

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

/** Longer lists are left to the library. */
const FEW = 8;

/** The same without a copy, and in less time for the few inputs that most tasks have. */
function sortInPlace(texts: string[]): readonly string[] {
  if (texts.length > FEW) return texts.sort();
  for (let end = 1; end < texts.length; end++) {
    const text = texts[end] ?? '';
    let at = end;
    for (; at > 0; at--) {
      const before = texts[at - 1] ?? '';
      if (before <= text) break;
      texts[at] = before;
    }
    texts[at] = text;
  }
  return texts;
}
