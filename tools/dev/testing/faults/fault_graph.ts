import type { Random } from './random.js';

/** A task of a graph for tests with faults. */
export interface FaultTask {
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  /** How long it sleeps, in seconds. */
  readonly nap: string;
}

export interface FaultGraph {
  readonly tasks: readonly FaultTask[];
  /** All outputs, in order. */
  readonly refs: readonly string[];
  /** Outputs of the tasks that no other task reads. Requesting them builds everything. */
  readonly ends: readonly string[];
}

const MOST_INPUTS = 3;

/** Most tasks are as fast as a shell script can be. Some sleep, so that other tasks overlap with them. */
const NAPS = ['0', '0', '0.01', '0.03'];

export function faultGraph(tasks: readonly FaultTask[]): FaultGraph {
  const read = new Set(tasks.flatMap(({ inputs }) => inputs));
  const isEnd = ({ outputs }: FaultTask): boolean => !outputs.some((ref) => read.has(ref));
  const ends = tasks.filter(isEnd).flatMap(({ outputs }) => outputs);
  return { tasks, refs: tasks.flatMap(({ outputs }) => outputs).sort(), ends };
}

/** Each task reads up to three outputs of earlier tasks. One in four makes two partitions. */
export function randomGraph(random: Random, size: number): FaultGraph {
  const tasks: FaultTask[] = [];
  const refs: string[] = [];
  for (let index = 0; index < size; index++) {
    const name = `t${String(index)}`;
    const inputs = new Set<string>();
    if (refs.length > 0) for (let left = random.below(MOST_INPUTS + 1); left > 0; left--) inputs.add(random.pick(refs));
    const outputs = random.below(4) === 0 ? [name, `${name}-more`] : [name];
    tasks.push({ outputs, inputs: [...inputs].sort(), nap: random.pick(NAPS) });
    refs.push(...outputs);
  }
  return faultGraph(tasks);
}
