import { materializeMoves, type TaskChange } from '../diff/index.js';
import { majorOf, unreachable } from '../../base/model/index.js';

/** Which keys a change affects: both (`version`), only the content key (`content`), or none. */
export type Weight = 'version' | 'content' | 'nothing';

/** Which keys a change of a task affects. */
export function counts(change: TaskChange): Weight {
  switch (change.field) {
    case 'job':
    case 'outputs':
    case 'versionKey':
      return 'version';
    case 'jobVersion':
      return major(change.old) === major(change.new) ? 'nothing' : 'version';
    case 'inputs':
      return materializeMoves(change).length > 0 ? 'version' : 'nothing';
    case 'executable':
    case 'args':
    case 'env':
    case 'contentKey':
      return 'content';
    case 'dependsOn':
    case 'reason':
      return 'nothing';
    default:
      return unreachable(change);
  }
}

function major(version: string | null): string {
  return version === null ? '' : majorOf(version);
}
