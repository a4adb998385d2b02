import { join } from 'node:path';
import type { Comparison, Contender } from './comparison.js';
import { fresh, touched } from './folders.js';
import { CommandFailed, measure, type Command } from './measure.js';
import { execCommand, expectRecords, layOut, planned } from './ours.js';
import { PEERS } from './peers.js';
import { shapeOf, type Shape, type ShapeName } from './shapes.js';

export const EXEC_SHAPES = ['wide', 'chain', 'layered'] as const satisfies readonly ShapeName[];

export const OURS = 'databuild exec';

/** With more tasks than this, slow peers run only with `--slow-peers`. */
const SLOW_PEERS_UP_TO = 1_000;

/** Our CPU and wall time divided by ninja's, at most. Small builds count for more, and starting takes a larger part of them. */
export const execTargets = (tasks: number): { readonly cpu: number; readonly wall: number } =>
  tasks > 1_000 ? { cpu: 0.9, wall: 1.05 } : { cpu: 1.2, wall: 1.3 };

/** How many times as fast as snakemake and wireit. */
export const TIMES_AS_FAST = 5;

export const execTitle = (shape: string, tasks: number, what: string): string =>
  `${shape} ${tasks.toLocaleString('en')}, ${what}`;

/** Runs each shape two tasks at a time, then again with nothing to do. */
export async function execComparisons(
  sizes: readonly number[],
  scratch: string,
  options: { readonly shapes: readonly ShapeName[]; readonly slowPeers: boolean; readonly slowRounds: number },
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const name of options.shapes) {
    for (const tasks of sizes) {
      const withSlow = options.slowPeers || tasks <= SLOW_PEERS_UP_TO;
      comparisons.push(
        ...(await ofShape(shapeOf(name, tasks), join(scratch, `${name}-${tasks}`), withSlow ? options.slowRounds : 0)),
      );
    }
  }
  return comparisons;
}

async function ofShape(shape: Shape, folder: string, slowRounds: number): Promise<Comparison[]> {
  const laid = await layOut(shape, folder);
  const planFile = planned(laid);
  const ours = join(folder, 'work-databuild');
  const runners: Runner[] = [
    {
      name: OURS,
      us: true,
      work: ours,
      command: () => execCommand(planFile, ours),
      prepare: () => {
        fresh(`${ours}-state`);
      },
      check: () => {
        expectRecords(ours, shape.tasks);
      },
    },
    ...PEERS.filter(({ slow }) => slowRounds > 0 || !slow).map((peer): Runner => {
      const work = join(folder, `work-${peer.name}`);
      const command = (): Command => ({ cwd: work, stdoutFile: `${work}.out`, ...peer.prepare(shape, work) });
      const about = { name: peer.name, us: false, ...(peer.slow && { maxRounds: slowRounds }) };
      return { ...about, work, command, prepare: () => undefined, check: () => undefined };
    }),
  ];
  const { cpu, wall } = execTargets(shape.tasks);
  return [
    {
      title: execTitle(shape.name, shape.tasks, 'all to do'),
      target: `CPU at most ${cpu} × and wall at most ${wall} × that of ninja; at least ${TIMES_AS_FAST} times as fast as snakemake and wireit`,
      contenders: runners.map((runner) => allToDo(runner, shape.tasks)),
    },
    {
      title: execTitle(shape.name, shape.tasks, 'nothing to do'),
      contenders: runners.map((runner) => nothingToDo(runner, shape.tasks)),
    },
  ];
}

interface Runner extends Pick<Contender, 'name' | 'us' | 'maxRounds'> {
  /** The folder in which its tasks touch their files. */
  readonly work: string;
  /** Writes the input of the command into the empty folder `work`. */
  readonly command: () => Command;
  readonly prepare: () => void;
  /** Checks what a complete run leaves besides the touched files. @throws if something is missing */
  readonly check: () => void;
}

function allToDo(runner: Runner, tasks: number): Contender {
  let command: Command | undefined;
  return {
    ...about(runner),
    prepare: () => {
      fresh(runner.work);
      runner.prepare();
      command = runner.command();
    },
    measure: () => measure(known(command)),
    check: () => {
      expectFiles(runner.work, tasks);
      runner.check();
    },
  };
}

/** Runs again in the state that its last complete run left. */
function nothingToDo(runner: Runner, tasks: number): Contender {
  let before = 0;
  let command: Command | undefined;
  return {
    ...about(runner),
    prepare: () => {
      if (command === undefined) {
        if (touched(runner.work).count < tasks) throw new CommandFailed('its run of all tasks did not finish');
        command = runner.command();
        // Some peers update files of their own in the first run with nothing to do, so that run is not measured.
        measure(command);
      }
      before = touched(runner.work).lastMs;
    },
    measure: () => measure(known(command)),
    check: () => {
      expectFiles(runner.work, tasks);
      if (touched(runner.work).lastMs !== before) throw new Error(`${runner.name} ran tasks with nothing to do`);
    },
  };
}

const about = ({ name, us, maxRounds }: Runner): Pick<Contender, 'name' | 'us' | 'mayBreak' | 'maxRounds'> => ({
  name,
  us,
  mayBreak: !us,
  ...(maxRounds !== undefined && { maxRounds }),
});

function known(command: Command | undefined): Command {
  if (command === undefined) throw new Error('not prepared');
  return command;
}

function expectFiles(folder: string, expected: number): void {
  const { count } = touched(folder);
  if (count !== expected) throw new Error(`${count} files were touched where ${expected} were expected`);
}
