import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whole, type Comparison, type Contender } from './comparison.js';
import { builtTarget, fresh, NODE_PROGRAM } from './folders.js';
import { measure, type Command } from './measure.js';
import { layOut, planned } from './ours.js';
import { refOf, shapeOf } from './shapes.js';

export const VERSION_TITLE = '--version';
export const FIRST_LINE_TITLE = 'first useful line';
export const TASK_TITLE = 'one task of a plan';
export const VERSION_ALONE = 'databuild --version';

/** Our time divided by that of `node -e 0`, at most. */
export const TIMES_NODE = 1.3;
/** Our time divided by that of a bundle with yargs and zod, at most. */
export const TIMES_BUNDLE = 1.25;
/** The time of one task divided by that of `--version`, at most. */
export const TIMES_VERSION = 1.3;

/** Starts per measurement, because one start takes only a few hundredths of a second. */
const STARTS = 10;

/** The time to start a built target. */
export async function startComparisons(scratch: string): Promise<Comparison[]> {
  fresh(scratch);
  const shape = shapeOf('wide', 1);
  const ref = refOf(shape, 0);
  const task = oneTask(planned(await layOut(shape, join(scratch, 'plan'))), join(scratch, 'state'));
  const compileCache = { NODE_COMPILE_CACHE: join(scratch, 'compile-cache') };
  const bundle = fileURLToPath(new URL('./start_peer/start_peer.mjs', import.meta.url));
  const start = (name: string, us: boolean, file: string, args: readonly string[], env = {}): Contender => {
    const once: Command = { file, args, env, cwd: scratch, stdoutFile: join(scratch, 'out') };
    return {
      name,
      us,
      // Fills the caches of the disk and the compile cache.
      prepare: () => {
        measure(once);
      },
      measure: () => mean(Array.from({ length: STARTS }, whole(once))),
      check: () => undefined,
    };
  };
  return [
    {
      title: VERSION_TITLE,
      target: `at most ${TIMES_NODE} × node -e 0`,
      each: 'start',
      contenders: [
        start(VERSION_ALONE, true, builtTarget('shapes.plan'), ['--version']),
        start('node -e 0', false, NODE_PROGRAM, ['-e', '0']),
      ],
    },
    {
      title: FIRST_LINE_TITLE,
      target: `at most ${TIMES_BUNDLE} × a bundle with yargs and zod under Node's compile cache`,
      each: 'start',
      contenders: [
        start('databuild lookup REF, all of it', true, builtTarget('shapes.lookup'), ['--quiet', ref]),
        start('bundle with yargs and zod', false, NODE_PROGRAM, [bundle, ref], compileCache),
      ],
    },
    {
      title: TASK_TITLE,
      target: `at most ${TIMES_VERSION} × --version`,
      each: 'start',
      contenders: [
        start('databuild task, which runs touch', true, builtTarget('shapes.task'), task),
        start(VERSION_ALONE, false, builtTarget('shapes.plan'), ['--version']),
      ],
    },
  ];
}

/** Arguments that run the only task of a plan, as an engine does. Nothing is recorded, so it can be run again. */
function oneTask(planFile: string, stateDir: string): string[] {
  const { tasks } = JSON.parse(readFileSync(planFile, 'utf8')) as {
    readonly tasks: readonly { readonly id: string }[];
  };
  const ids = tasks.map(({ id }) => id);
  return ['--quiet', '--allow-foreign-executables', '--state-dir', stateDir, '--plan', planFile, ...ids];
}

type Run = ReturnType<Contender['measure']>;

function mean(runs: readonly Run[]): Run {
  const of = (field: keyof Run): number => runs.reduce((sum, run) => sum + run[field], 0) / runs.length;
  return {
    wallSeconds: of('wallSeconds'),
    cpuSeconds: of('cpuSeconds'),
    peakMiB: of('peakMiB'),
    othersCores: of('othersCores'),
  };
}
