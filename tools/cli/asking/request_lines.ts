import { count, number } from '../../base/json/index.js';
import { describePreview } from '../../report/index.js';
import type { Build, Request } from '../../service/client/index.js';

/** What is said when a request has come into a state; nothing if there is nothing to say. */
export function stateLines(request: Request): string[] {
  const { id, state, waitingFor = [] } = request;
  switch (state) {
    case 'accepted':
      return [`request ${id} is accepted`];
    case 'planning':
      return ['planning'];
    case 'waiting-for-approval':
      return [...changeLines(request), ...previewLines(request)];
    case 'queued':
      return ['waiting for its turn'];
    case 'waiting-for-builds':
      return waitingFor.map(
        ({ build = 'another build', partitions, first }) =>
          `waiting for ${build}, which makes ${first}${partitions > 1 ? ` and ${number(partitions - 1)} more` : ''}`,
      );
    case 'running':
      // Who approved the plan has seen it.
      return [...(request.approvedBy === 'policy' ? previewLines(request) : []), 'the build runs'];
    case 'nothing-to-do':
      return [`nothing to do: ${count(request.plan?.summary.pruned ?? 0, 'partition')} up to date`];
    case 'succeeded':
      return [`request ${id} succeeded`];
    case 'failed':
    case 'refused':
    case 'cancelled':
    case 'stopped':
      return [];
    default:
      // A state of a later version.
      return [state satisfies never];
  }
}

/** What the plan of a request would run. */
export function previewLines({ plan }: Request): string[] {
  return plan === undefined ? [] : describePreview(plan.summary);
}

/** How the plan differs from the one before. */
function changeLines({ changes }: Request): string[] {
  if (changes === undefined) return [];
  const { causes, added, removed, changed } = changes;
  return [
    `the plan was out of date and was made again: ${number(added)} tasks added, ${number(removed)} removed, ${number(changed)} changed`,
    ...causes.map((cause) => `  ${cause}`),
  ];
}

/** How far a build is, on one line. */
export function progressLine({ counts, tasks }: Build): string {
  const ended = ['built', 'failed', 'skipped', 'aborted', 'delegated', 'unchanged'].reduce(
    (sum, name) => sum + (counts[name] ?? 0),
    0,
  );
  const failed = counts['failed'] ?? 0;
  return `${number(ended)} of ${count(tasks, 'task')} done${failed === 0 ? '' : `, ${number(failed)} failed`}`;
}
