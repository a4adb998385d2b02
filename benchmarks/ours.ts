import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtTarget, fresh } from './folders.js';
import { measure, type Command } from './measure.js';
import { requestedRefs, TOUCH, writeAnswers, type Shape } from './shapes.js';

/** A shape, written to files for the built targets of `//benchmarks/graph`. */
export interface Laid {
  readonly shape: Shape;
  readonly folder: string;
  readonly refsFile: string;
  readonly env: Readonly<Record<string, string>>;
  /** The graph that builds it. */
  readonly graph: GraphName;
}

/**
 * A graph of `//benchmarks/graph`. `short` is `shapes` with a declared duration. `processes` and `workers` have the same programs in Python: `processes` starts one for
 * each call, `workers` keeps them alive.
 */
export type GraphName = 'shapes' | 'short' | 'processes' | 'workers';

export async function layOut(shape: Shape, folder: string, graph: GraphName = 'shapes'): Promise<Laid> {
  fresh(folder);
  const answers = join(folder, 'answers');
  await writeAnswers(shape, answers, graph === 'shapes' || graph === 'short' ? TOUCH : undefined);
  const refsFile = join(folder, 'refs');
  writeFileSync(refsFile, requestedRefs(shape));
  return { shape, folder, refsFile, env: { DATABUILD_BENCH_ANSWERS: answers }, graph };
}

/** `plan` of everything that the shape requests, into a file. */
export function planCommand({ folder, refsFile, env, graph }: Laid, stateDir: string, planFile: string): Command {
  return {
    file: builtTarget(`${graph}.plan`),
    args: ['--state-dir', stateDir, '--pass-env', 'DATABUILD_BENCH_ANSWERS', `@${refsFile}`],
    cwd: folder,
    stdoutFile: planFile,
    env,
  };
}

/** Plans everything from nothing. @returns the file of the plan */
export function planned(laid: Laid): string {
  const planFile = join(laid.folder, 'plan.json');
  measure(planCommand(laid, join(laid.folder, 'no-state'), planFile));
  return planFile;
}

/**
 * `exec` of a plan, two tasks at a time, as people run it: catalog, leases, manifests on standard output, a log and
 * events for every task. Only the lines for people are left out, as the peers leave theirs out.
 */
export function execCommand(planFile: string, work: string, graph: GraphName = 'shapes'): Command {
  return {
    file: builtTarget(`${graph}.exec`),
    args: [
      '--jobs',
      '2',
      '--quiet',
      '--allow-foreign-executables',
      '--state-dir',
      `${work}-state`,
      '--data-dir',
      work,
      planFile,
    ],
    cwd: work,
    stdoutFile: `${work}.out`,
  };
}

/**
 * Checks the manifests and logs of the latest build, and its events with a duration.
 *
 * @param logs how many there are: of attempts elsewhere, only those that have printed something
 * @throws if one is missing
 */
export function expectRecords(work: string, tasks: number, logs = tasks): void {
  const builds = join(`${work}-state`, 'builds');
  const [build = ''] = readdirSync(builds).sort().reverse();
  const events = readFileSync(join(builds, build, 'events.jsonl'), 'utf8');
  const counts = {
    manifests: occurrences(readFileSync(`${work}.out`, 'utf8'), '"versionKey"', '\n'),
    logs: readdirSync(join(builds, build, 'logs')).length,
    durations: occurrences(events, '"durationMs"', '\n'),
  };
  // The event of the build itself has a duration, too.
  const expected = { manifests: tasks, logs, durations: tasks + 1 };
  if (JSON.stringify(counts) !== JSON.stringify(expected)) {
    throw new Error(`the build left ${JSON.stringify(counts)} where ${JSON.stringify(expected)} were expected`);
  }
}

/** The number of times that the word occurs in the parts. */
function occurrences(text: string, word: string, separator: string): number {
  return text.split(separator).filter((part) => part.includes(word)).length;
}
