import { standingOf, streamPlan, taskOf } from './plan_stream.js';

/** How the new plan of a request differs from the plan before it. */
export interface PlanChanges {
  /** What changed since the old plan was made, as `exec` says it. */
  readonly causes: readonly string[];
  /** Tasks that only the new plan has, that only the old one has, and that both have with other keys or reasons. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The first of them. */
  readonly first: readonly {
    readonly change: 'added' | 'removed' | 'changed';
    readonly id: string;
    readonly job: string;
    readonly output: string;
  }[];
}

const SHOWN = 100;

/** What makes a task another one, short, because a plan may have a million. */
interface Standing {
  readonly sign: string;
  readonly job: string;
  readonly output: string;
}

/** Compares two files. A plan that cannot be read any more has no tasks. */
export async function comparePlanFiles(before: string, after: string, causes: readonly string[]): Promise<PlanChanges> {
  const old = await standingsIn(before);
  const first: PlanChanges['first'][number][] = [];
  const counts = { added: 0, removed: 0, changed: 0 };
  const note = (change: keyof typeof counts, id: string, { job, output }: Standing): void => {
    counts[change]++;
    if (first.length < SHOWN) first.push({ change, id, job, output });
  };
  for (const [id, standing] of await standingsIn(after)) {
    const was = old.get(id);
    old.delete(id);
    if (was === undefined) note('added', id, standing);
    else if (was.sign !== standing.sign) note('changed', id, standing);
  }
  for (const [id, standing] of old) note('removed', id, standing);
  return { causes, ...counts, first };
}

async function standingsIn(path: string): Promise<Map<string, Standing>> {
  const standings = new Map<string, Standing>();
  await streamPlan(path, {
    onTask: (id, _place, text) => {
      const task = taskOf(text());
      standings.set(id, { sign: standingOf(task), job: task.job, output: task.config.outputs[0] ?? '' });
    },
  });
  return standings;
}
