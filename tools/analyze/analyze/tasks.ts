import type { Claims } from '../configure/index.js';
import { at, selectNodes, type Graph } from '../../base/graph/index.js';
import { JobKeys, type JobDescriptor } from '../../base/model/index.js';
import type { Analysis } from './analysis.js';
import type { Definition } from './definition.js';
import type { TaskGraph } from './edges.js';

/** Numbers the claims in topological order, as tasks, and computes their keys in one pass. */
export function numberTasks(
  claims: Claims,
  { materialize, ordered, order }: TaskGraph,
  { jobs }: Definition,
): Omit<Analysis, 'head'> {
  const { configs } = claims;
  const numbers = new Int32Array(order.length);
  for (let number = 0; number < order.length; number++) numbers[at(order, number)] = number;
  const inputs = selectNodes(materialize, order);
  const keysOf = jobKeys(jobs);
  const { versionKeys, contentKeys } = computeKeys(claims, order, inputs, keysOf);
  const claimOf = (number: number): number => at(order, number);
  return {
    size: order.length,
    materialize: inputs,
    ordered: ordered === materialize ? inputs : selectNodes(ordered, order),
    makerOf: (ref) => {
      const claim = claims.of(ref);
      return claim === undefined ? undefined : numbers[claim];
    },
    task: (number) => {
      const job = claims.jobOf(claimOf(number));
      const config = configs.config(claims.configOf(claimOf(number)));
      const [versionKey, contentKey] = [known(versionKeys, number), known(contentKeys, number)];
      return { job: job.label, jobVersion: job.version, config, versionKey, contentKey };
    },
    jobOf: (number) => claims.jobOf(claimOf(number)).label,
    argsOf: (number) => configs.argsOf(claims.configOf(claimOf(number))),
    idOf: (number) => {
      const claim = claimOf(number);
      return keysOf(claims.jobOf(claim)).idOf(configs.outputsOf(claims.configOf(claim)));
    },
  };
}

/** @param inputs edges to the tasks that make materialize inputs, by numbers in topological order */
function computeKeys(
  claims: Claims,
  order: Int32Array,
  { offsets, targets }: Graph,
  keysOf: (job: JobDescriptor) => JobKeys,
): { readonly versionKeys: readonly string[]; readonly contentKeys: readonly string[] } {
  const { configs } = claims;
  const versionKeys: string[] = [];
  const contentKeys: string[] = [];
  for (let number = 0; number < order.length; number++) {
    const claim = at(order, number);
    const begin = at(offsets, number);
    const count = at(offsets, number + 1) - begin;
    const versions = new Array<string>(count);
    const contents = new Array<string>(count);
    for (let index = 0; index < count; index++) {
      const input = at(targets, begin + index);
      versions[index] = known(versionKeys, input);
      contents[index] = known(contentKeys, input);
    }
    const config = claims.configOf(claim);
    const { executable, env } = configs.settingOf(config);
    const task = { outputs: configs.outputsOf(config), args: configs.argsText(config), executable, env };
    const { versionKey, contentKey } = keysOf(claims.jobOf(claim)).of(task, versions, contents);
    versionKeys.push(versionKey);
    contentKeys.push(contentKey);
  }
  return { versionKeys, contentKeys };
}

/** The keys of each job's tasks. Consecutive tasks are usually of one job. */
function jobKeys(jobs: Definition['jobs']): (job: JobDescriptor) => JobKeys {
  const all = new Map<JobDescriptor, JobKeys>();
  let last: JobDescriptor | undefined;
  let keys: JobKeys | undefined;
  return (job) => {
    if (job === last && keys !== undefined) return keys;
    const { label, version } = job;
    const code = jobs[label]?.run;
    if (code === undefined) throw new Error(`no definition of ${label}`);
    keys = all.get(job) ?? new JobKeys(label, version, code);
    all.set((last = job), keys);
    return keys;
  };
}

/** An item that an earlier step must have set. */
function known(items: readonly string[], number: number): string {
  const item = items[number];
  if (item === undefined) throw new RangeError(`task ${String(number)} is not known yet`);
  return item;
}
