import { hash } from 'node:crypto';
import { isNamed } from '../base/model/index.js';
import type { AttemptTask } from '../exec/index.js';

/** Precedes the basis of an attempt that a request names. */
const FORCED = '!';

/**
 * What an attempt at a task is made from, as one short text: its code and arguments, the manifests of its inputs, and the manifests
 * that its outputs had before. Two attempts with the same basis make the same partitions, as far as anybody knows.
 */
export function basisOf({ task, inputs = [] }: AttemptTask): string {
  const { versionKey, contentKey, replaces = [], reason } = task;
  const read = inputs.map(({ depType, ref, manifest }) => [depType, ref, manifest]);
  const digest = hash('sha256', JSON.stringify([versionKey, contentKey, read, [...replaces].sort()]), 'base64url');
  return reason !== undefined && isNamed(reason) ? FORCED + digest : digest;
}

/** Whether an attempt can stand for one that is wanted. Who forces a task wants it made again, so only a forced attempt will do. */
export function standsFor(attempt: string, wanted: string): boolean {
  return attempt === wanted || attempt === FORCED + wanted;
}
