import type { Random } from './random.js';

/** A task of a graph that is to survive faults. */
export interface FaultTask {
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  /** How long it does nothing, in seconds. */
  readonly nap: string;
}

export interface FaultGraph {
  readonly tasks: readonly FaultTask[];
  /** All outputs, in order. */
  readonly refs: readonly string[];
  /** Outputs of the tasks whose outputs nobody reads: to ask for them is to ask for all. */
  readonly ends: readonly string[];
}

const MOST_INPUTS = 3;

/** Most tasks are as quick as a shell script can be; some give the others time to overlap with them. */
const NAPS = ['0', '0', '0.01', '0.03'];

export function faultGraph(tasks: readonly FaultTask[]): FaultGraph {
  const read = new Set(tasks.flatMap(({ inputs }) => inputs));
  const isEnd = ({ outputs }: FaultTask): boolean => !outputs.some((ref) => read.has(ref));
  const ends = tasks.filter(isEnd).flatMap(({ outputs }) => outputs);
  return { tasks, refs: tasks.flatMap(({ outputs }) => outputs).sort(), ends };
}

/** Each task reads outputs of up to three tasks before it; one in four makes two partitions. */
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
