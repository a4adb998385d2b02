import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';

export const SHAPE_NAMES = ['wide', 'chain', 'layered', 'links'] as const;
export type ShapeName = (typeof SHAPE_NAMES)[number];

/**
 * A graph of numbered tasks, each of which touches one file. Inputs have lower numbers.
 *
 * `wide`: no task waits for another. `chain`: each task waits for the previous one. `layered`: ten layers; each item is
 * built from up to three items of the layer before. `links`: a chain in which each task is known only after the previous
 * one was configured.
 */
export interface Shape {
  readonly name: ShapeName;
  readonly tasks: number;
  /** Number of the first requested task; all after it are requested, too. */
  readonly firstRequested: number;
  readonly inputsOf: (task: number) => readonly number[];
  /** The group of a task. One answer configures all tasks of a group, which have consecutive numbers. */
  readonly groupOf: (task: number) => string;
}

const LAYERS = 10;

/** @param tasks number of tasks; for `layered`, a multiple of 10 */
export function shapeOf(name: ShapeName, tasks: number): Shape {
  const before = (task: number): number[] => (task === 0 ? [] : [task - 1]);
  const group = `${name}/tasks=${String(tasks)}`;
  switch (name) {
    case 'wide':
      return { name, tasks, firstRequested: 0, inputsOf: () => [], groupOf: () => group };
    case 'chain':
      return { name, tasks, firstRequested: tasks - 1, inputsOf: before, groupOf: () => group };
    case 'links':
      return { name, tasks, firstRequested: tasks - 1, inputsOf: before, groupOf: (task) => `${group}/link=${task}` };
    case 'layered': {
      const width = tasks / LAYERS;
      if (!Number.isInteger(width)) throw new Error(`${tasks} layered tasks do not make ${LAYERS} layers`);
      const inputsOf = (task: number): number[] => {
        const first = task - (task % width) - width;
        const item = task % width;
        return first < 0
          ? []
          : [...new Set([item, (item + 1) % width, (item * 7 + 3) % width])].map((each) => first + each);
      };
      const groupOf = (task: number): string => `${group}/layer=${Math.floor(task / width)}`;
      return { name, tasks, firstRequested: tasks - width, inputsOf, groupOf };
    }
  }
}

/** The name of the file that a task touches. */
export const fileOf = (task: number): string => `t${String(task)}`;

export const refOf = (shape: Shape, task: number): string => `${shape.groupOf(task)}/item=${String(task)}`;

export function* tasksOf({ tasks }: Shape): Generator<number> {
  for (let task = 0; task < tasks; task++) yield task;
}

export const requestedTasks = ({ tasks, firstRequested }: Shape): number[] =>
  Array.from({ length: tasks - firstRequested }, (_, offset) => firstRequested + offset);

/** The requested refs, one per line. */
export const requestedRefs = (shape: Shape): string =>
  requestedTasks(shape)
    .map((task) => `${refOf(shape, task)}\n`)
    .join('');

/** What the tasks of `//benchmarks/graph:shapes` run, as the rules of the peers do. */
export const TOUCH = '/usr/bin/touch';

/** The job config of a task. @param executable what it runs; absent for the `run` of the job */
export const configOf = (shape: Shape, task: number, executable?: string) => ({
  outputs: [refOf(shape, task)],
  inputs: shape.inputsOf(task).map((input) => ({ depType: 'materialize' as const, ref: refOf(shape, input) })),
  args: [fileOf(task)],
  ...(executable !== undefined && { executable }),
});

/**
 * Writes the answers of the configure executables of `//benchmarks/graph`: `GROUP.json` below the folder.
 *
 * @param executable what runs in place of the `run` of the job
 */
export async function writeAnswers(shape: Shape, folder: string, executable?: string): Promise<void> {
  let group: string | undefined;
  let out: ReturnType<typeof createWriteStream> | undefined;
  const end = async (): Promise<void> => {
    out?.end(']\n');
    if (out !== undefined) await finished(out);
  };
  for (const task of tasksOf(shape)) {
    const own = shape.groupOf(task);
    if (own !== group) await end();
    const file = join(folder, `${own}.json`);
    if (own !== group) mkdirSync(dirname(file), { recursive: true });
    if (own !== group || out === undefined) out = createWriteStream(file);
    const more = out.write(`${own === group ? ',\n' : '['}${JSON.stringify(configOf(shape, task, executable))}`);
    group = own;
    if (!more) await once(out, 'drain');
  }
  await end();
}
