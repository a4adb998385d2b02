import { join } from 'node:path';
import type { JobDefinition, Plan, PlannedTask } from '../base/model/index.js';
import { DIRECTORY_MODE, prepareDirectory, type DirectoryFailure } from '../base/runtime/index.js';
import { err, ok, PLAN_SCHEMA_VERSION, type Result } from '../base/model/index.js';
import { expectedDurationMs } from '../exec/index.js';
import { requestLines } from '../exec/task/index.js';
import { planId, writePlanFiles } from '../plan/plan/index.js';
import type { EngineAttempt, EngineBatch } from './engine.js';
import type { Flight } from './flight.js';

/** What the batches of an executor share. */
export interface BatchOptions {
  /** Folder of all batches, as the machines of the engine see it. */
  readonly dir: string;
  /** Label of the graph or job. */
  readonly label: string;
  /** The code of the jobs, by label. */
  readonly definitions: Readonly<Record<string, JobDefinition>>;
  /** The program that makes attempts, with the arguments that all of them share. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** How long a task of a job takes as its job declares, by label; what the plan has recorded comes first. */
  readonly expectedMs: ReadonlyMap<string, number>;
}

/** The name of the plan of a batch in its folder. */
const PLAN = 'plan.json';

/** Writes the folder of a batch, with a plan that has only its tasks. */
export async function writeBatch(
  id: string,
  flights: readonly Flight[],
  options: BatchOptions,
): Promise<Result<EngineBatch, DirectoryFailure | { readonly reason: 'batch-not-written'; readonly detail: string }>> {
  const folder = join(options.dir, id);
  const prepared = prepareDirectory(folder, 'build', DIRECTORY_MODE);
  if (!prepared.ok) return prepared;
  const plan = join(folder, PLAN);
  try {
    await writePlanFiles(plan, planOf(flights, options));
  } catch (error) {
    return err({ reason: 'batch-not-written', detail: error instanceof Error ? error.message : String(error) });
  }
  return ok({
    id,
    folder,
    attempts: flights.map((flight) => attemptOf(flight, options)),
    command: [...options.command, '--plan', plan, '--result-dir', folder, '--quiet', '--attempts'],
    env: options.env,
  });
}

function planOf(flights: readonly Flight[], { label, definitions }: BatchOptions): Plan {
  const tasks = flights.flatMap(({ attempt }) =>
    attempt.tasks.map(({ task }): PlannedTask => ({
      ...task,
      dependsOn: [],
      reason: task.reason ?? { kind: 'forced' },
    })),
  );
  const jobs = Object.fromEntries(
    [...new Set(tasks.map(({ job }) => job))].flatMap((job) => {
      const definition = definitions[job];
      return definition === undefined ? [] : [[job, definition]];
    }),
  );
  const { schemaVersion, ...rest } = {
    schemaVersion: PLAN_SCHEMA_VERSION,
    graph: label,
    graphDigest: '',
    jobs,
    outputs: [],
    tasks,
    pruned: [],
    catalog: { snapshot: '' },
  } as const satisfies Omit<Plan, 'id'>;
  return { schemaVersion, id: planId({ schemaVersion, ...rest }), ...rest };
}

function attemptOf({ id, attempt }: Flight, { expectedMs }: BatchOptions): EngineAttempt {
  const { buildId, tasks, policy } = attempt;
  const [first] = tasks;
  const job = first?.task.job ?? '';
  const requested = tasks.map(({ task, number, traceparent }) => ({ id: task.id, number, traceparent }));
  return {
    id,
    line: requestLines([{ id, buildId, tasks: requested }]),
    job,
    resources: policy.resources,
    timeoutMs: policy.timeoutMs,
    expectedMs: totalOf(
      tasks.map(({ task }) => expectedDurationMs(task, { expectedDurationMs: expectedMs.get(job) ?? 0 })),
    ),
  };
}

/** @returns 0 if one of them is not known */
function totalOf(durations: readonly (number | undefined)[]): number {
  return durations.reduce<number>((sum, each) => sum + (each ?? NaN), 0) || 0;
}
