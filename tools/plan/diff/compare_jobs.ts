import type { JobDefinition, JobGraph } from '../../base/model/index.js';
import type { ChangedJob, GraphDiff, JobChange } from './schema.js';

/** A row for each field of a job, in the order in which changes are reported. */
const FIELDS: Readonly<Record<keyof JobDefinition, JobChange['field']>> = {
  version: 'version',
  run: 'run',
  configure: 'configure',
};

/**
 * Lists how two definitions of a job differ: in the version, or in the code of the executables.
 *
 * @returns an empty array exactly when they are the same
 */
export function compareJobs(before: JobDefinition, after: JobDefinition): JobChange[] {
  return Object.values(FIELDS).flatMap((field) =>
    before[field] === after[field] ? [] : [{ field, old: before[field], new: after[field] }],
  );
}

/** Compares the jobs of two graphs by their labels. */
export function diffJobs(before: JobGraph['jobs'], after: JobGraph['jobs']): GraphDiff['jobs'] {
  const old = new Map(Object.entries(before));
  const current = new Map(Object.entries(after));
  const changed = [...current].flatMap(([label, job]): ChangedJob[] => {
    const predecessor = old.get(label);
    const changes = predecessor === undefined ? [] : compareJobs(predecessor, job);
    return changes.length === 0 ? [] : [{ label, changes }];
  });
  return {
    removed: [...old.keys()].filter((label) => !current.has(label)).sort(),
    added: [...current.keys()].filter((label) => !old.has(label)).sort(),
    changed: changed.sort((left, right) => (left.label < right.label ? -1 : 1)),
  };
}
