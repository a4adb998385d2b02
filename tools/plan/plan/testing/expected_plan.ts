import type { Reason } from '../../../base/model/index.js';
import { Judge } from './judge.js';
import {
  closure,
  makerOf,
  materialized,
  nameOf,
  originOf,
  sameContent,
  sameVersion,
  type Provenance,
  type PlanQuestion,
  type Record,
} from './model.js';
import type { World, WorldConfig } from './world.js';

export interface ExpectedTask {
  readonly reason: Reason;
  readonly replaces: readonly string[];
  /** Whether it runs only if its inputs differ. */
  readonly mayStay: boolean;
}

/** The tasks that a plan must run, by `nameOf`, and the partitions that it must prune. */
export interface Expected {
  readonly tasks: ReadonlyMap<string, ExpectedTask>;
  readonly pruned: ReadonlyMap<string, { readonly manifest: string; readonly note: string }>;
}

/** The expected plan, determined ref by ref. */
export function expectedPlan(question: PlanQuestion, world: World, records: ReadonlyMap<string, Record>): Expected {
  const tasks = new Map<string, Omit<ExpectedTask, 'mayStay'>>();
  const wanted = new Set<string>();
  const judge = new Judge(question, world, records);
  const run = (config: WorldConfig): void => {
    const name = nameOf(config.job, config.outputs);
    if (tasks.has(name)) return;
    const replaces = new Set(config.outputs.flatMap((ref) => records.get(ref)?.manifest ?? []));
    tasks.set(name, { reason: judge.reasonOf(config), replaces: [...replaces].sort() });
    materialized(config).forEach(want);
  };
  const want = (ref: string): void => {
    wanted.add(ref);
    const config = makerOf(ref, world);
    if (judge.isRepeated(config) || !judge.isValid(config)) run(config);
  };
  for (const config of closure(question.refs, world)) {
    if (judge.isNamed(config) || (judge.isRepeated(config) && judge.isValid(config))) run(config);
  }
  question.refs.forEach(want);

  const pruned = new Map<string, { manifest: string; note: string }>();
  for (const ref of wanted) {
    const config = makerOf(ref, world);
    const record = records.get(ref);
    if (tasks.has(nameOf(config.job, config.outputs)) || record === undefined) continue;
    pruned.set(ref, { manifest: record.manifest, note: noteOf(originOf(config, world), record.origin) });
  }
  const isMade = ({ job, outputs }: WorldConfig): boolean => tasks.has(nameOf(job, outputs));
  const mayStay = (config: WorldConfig): boolean =>
    judge.mayStay(config, isMade, ({ digest }, maker) => digest !== undefined || mayStay(maker));
  const makers = new Map(world.configs.map((config) => [nameOf(config.job, config.outputs), config]));
  const marked = [...tasks].map(([name, task]): [string, ExpectedTask] => {
    const config = makers.get(name);
    return [name, { ...task, mayStay: config !== undefined && mayStay(config) }];
  });
  return { tasks: new Map(marked), pruned };
}

function noteOf(is: Provenance, was: Provenance): string {
  if (!sameVersion(is, was)) return 'masked-major-change';
  return sameContent(is, was) && is.version === was.version ? 'valid' : 'masked-minor-change';
}
