import { makersOf, type PartitionRef, type TaskConfig } from '../../base/model/index.js';
import { compareConfigs } from '../../plan/diff/index.js';
import { configureRefs } from '../calls.js';
import type { JobSite } from '../site.js';
import type { CheckDone, Grouping, TrialProblem } from './problem.js';

/** Calls `configure` again, with the refs in other groups, and compares the configs with the first ones. */
export async function* checkAnswers(
  refs: readonly PartitionRef[],
  configs: readonly TaskConfig[],
  site: JobSite,
  signal: AbortSignal,
): AsyncGenerator<CheckDone> {
  const compareWith = async (group: readonly PartitionRef[], grouping: Grouping): Promise<TrialProblem[]> => {
    const answer = await configureRefs(group, site, signal);
    return answer.ok
      ? differences(group, grouping, configs, answer.value)
      : answer.error.map((failure): TrialProblem => ({ reason: 'answer-fails', grouping, failure }));
  };
  yield { checked: 'again', count: 1, problems: await compareWith(refs, 'again') };
  if (refs.length === 1) return;
  const problems = await compareWith(refs.toReversed(), 'in reverse');
  for (const ref of refs) problems.push(...(await compareWith([ref], 'alone')));
  yield { checked: 'grouping', count: refs.length + 1, problems };
}

/** The refs whose configs differ. A config of several refs is reported once. */
function differences(
  refs: readonly PartitionRef[],
  grouping: Grouping,
  before: readonly TaskConfig[],
  after: readonly TaskConfig[],
): TrialProblem[] {
  const [oldMakers, newMakers] = [makersOf(before), makersOf(after)];
  const seen = new Set<TaskConfig>();
  return refs.flatMap((ref): TrialProblem[] => {
    const [old, current] = [before[oldMakers.get(ref) ?? -1], after[newMakers.get(ref) ?? -1]];
    // Every requested ref is in exactly one config, or the call has failed.
    if (old === undefined || current === undefined || seen.has(old)) return [];
    seen.add(old);
    const changes = compareConfigs(old, current);
    return changes.length === 0 ? [] : [{ reason: 'config-differs', ref, grouping, changes }];
  });
}
