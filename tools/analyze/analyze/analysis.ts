import { linkById, linkByInputs, targetsOf, type Graph } from '../../base/graph/index.js';
import type { Called } from '../../base/secrets/index.js';
import { makersOf, materialized, type JobGraph, type PartitionRef, type Task } from '../../base/model/index.js';

/** A task without what only a task that runs needs. */
export type KeyedTask = Pick<Task, 'job' | 'jobVersion' | 'config' | 'versionKey' | 'contentKey'>;

/**
 * A job graph whose tasks are numbers, in topological order from 0. Most tasks of a large graph never run: what only those
 * need that do is made when it is asked for.
 */
export interface Analysis {
  /** Everything else in the job graph. */
  readonly head: Omit<JobGraph, 'tasks'>;
  readonly size: number;
  /** Edges to the tasks that make materialize inputs. */
  readonly materialize: Graph;
  /** Edges to all tasks that must finish first. */
  readonly ordered: Graph;
  readonly makerOf: (ref: PartitionRef) => number | undefined;
  readonly task: (number: number) => KeyedTask;
  /** The label of the job of a task. */
  readonly jobOf: (number: number) => string;
  readonly argsOf: (number: number) => readonly string[];
  readonly idOf: (number: number) => string;
}

/** The arguments of all tasks of an analysis, one after the other, as often as they are asked for. */
export function callsOf({ size, jobOf, argsOf }: Analysis): Iterable<Called> {
  return {
    *[Symbol.iterator]() {
      for (let number = 0; number < size; number++) yield { job: jobOf(number), config: { args: argsOf(number) } };
    },
  };
}

export function jobGraphOf({ head, size, ordered, task, idOf }: Analysis): JobGraph {
  const ids: string[] = [];
  const tasks: Task[] = [];
  for (let number = 0; number < size; number++) {
    const { job, jobVersion, config, versionKey, contentKey } = task(number);
    const id = idOf(number);
    const dependsOn = targetsOf(ordered, number).map((dependency) => ids[dependency] ?? '');
    ids.push(id);
    tasks.push({ id, job, jobVersion, config, dependsOn, versionKey, contentKey });
  }
  return { ...head, tasks };
}

export function analysisOf({ tasks, ...head }: JobGraph): Analysis {
  const configs = tasks.map(({ config }) => config);
  const makers = makersOf(configs);
  const task = (number: number): Task => {
    const found = tasks[number];
    if (found === undefined) throw new RangeError(`no task ${String(number)} of ${String(tasks.length)}`);
    return found;
  };
  return {
    head,
    size: tasks.length,
    materialize: linkByInputs(configs.map(materialized), makers),
    ordered: linkById(tasks),
    makerOf: (ref) => makers.get(ref),
    task,
    jobOf: (number) => task(number).job,
    argsOf: (number) => task(number).config.args,
    idOf: (number) => task(number).id,
  };
}
