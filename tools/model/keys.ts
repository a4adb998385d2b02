import { hash } from 'node:crypto';
import type { PartitionRef } from './ref.js';

/**
 * The keys of a task, as hexadecimal SHA-256.
 *
 * What is hashed is text: a tag that names the kind of key, then sections, each begun by NUL, whose items are each
 * begun by a line feed. Refs, labels and keys have no control characters, so no two inputs give the same text.
 */

/** Hexadecimal digits of a task id. */
export const TASK_ID_LENGTH = 16;

/** Id of a task: the same job and outputs give the same id in any graph, on any machine. */
export function taskId(job: string, outputs: readonly PartitionRef[]): string {
  return hash('sha256', section('task-1', [job]) + section('', sorted(outputs))).slice(0, TASK_ID_LENGTH);
}

/**
 * Merkle key of a task over what its data means: job, major version, outputs, and the same of everything upstream.
 *
 * @param inputs version keys of the tasks that make its materialize inputs, each once, in any order
 */
export function versionKey(
  job: string,
  jobVersion: string,
  outputs: readonly PartitionRef[],
  inputs: readonly string[],
): string {
  const major = jobVersion.slice(0, jobVersion.indexOf('.'));
  return hash(
    'sha256',
    section('version-1', [job, major]) + section('', sorted(outputs)) + section('', sorted(inputs)),
  );
}

function section(tag: string, items: readonly string[]): string {
  let text = `\0${tag}`;
  for (const item of items) text += `\n${item}`;
  return text;
}

function sorted(texts: readonly string[]): readonly string[] {
  return texts.length < 2 ? texts : texts.toSorted();
}
