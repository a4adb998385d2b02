import type { KeyedTask } from '../../analyze/analyze/index.js';
import { materializeMoves, type TaskChange } from '../diff/index.js';
import type { Manifest } from '../../base/model/index.js';
import { MASK, type Secrets } from '../../base/secrets/index.js';
import type { Differences } from './moves.js';

/**
 * Arguments and variables whose secret probably changed. The old value is unknown. But if the content keys differ and
 * nothing else does, fields with secrets are reported, masked on both sides.
 */
export function secretChanges(
  task: KeyedTask,
  manifest: Manifest,
  { changes, code, inputs }: Differences,
  { mask }: Secrets,
): TaskChange[] {
  const { args, env } = task.config;
  const isExplained =
    code !== undefined || changes.some(isInContentKey) || inputs.some(({ contentKey }) => contentKey !== undefined);
  if (isExplained || manifest.contentKey === undefined || manifest.contentKey === task.contentKey) return [];
  const found: TaskChange[] = [];
  for (const [index, arg] of args.entries()) {
    const masked = mask(arg);
    if (masked !== arg) found.push({ field: 'args', index, old: [masked], new: [masked] });
  }
  for (const [name, value] of Object.entries(env)) {
    const masked = mask(value);
    if (masked !== value) found.push({ field: 'env', name, old: masked, new: masked });
  }
  return found;
}

function isInContentKey(change: TaskChange): boolean {
  if (change.field === 'inputs') return materializeMoves(change).length > 0;
  return change.field !== 'jobVersion';
}

/**
 * Whether a difference comes only from masking. If the content keys are equal, the values are equal, because content
 * keys are computed before masking.
 */
export function isOnlyMasked(change: TaskChange): boolean {
  if (change.field === 'args') return change.old.some((text) => text.includes(MASK));
  return change.field === 'env' && change.old?.includes(MASK) === true;
}
