import type { GraphProgram } from './graph_program.js';
import { runProgram, type ProgramOutcome, type RunOptions } from './run_program.js';

/** Where the targets of graphs work. */
export interface WorkPlace {
  /** Absolute path. */
  readonly stateDir: string;
  /** Absolute path. */
  readonly dataDir: string;
  /** Variables that lead to a catalog that machines share; left out: the catalog is in the state directory. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Names of variables that the target passes on to the jobs that it starts. */
  readonly passEnv?: readonly string[] | undefined;
}

/** The options of a target that say where it works, and what its jobs get of the environment. */
export function placeArgs({ stateDir, dataDir, passEnv = [] }: WorkPlace): string[] {
  return ['--state-dir', stateDir, '--data-dir', dataDir, ...passEnv.flatMap((name) => ['--pass-env', name])];
}

/** The environment of a target. An address may have a password, which arguments would show to every account. */
export function targetEnv(program: GraphProgram, { env }: WorkPlace): Record<string, string> {
  return { ...program.env, DATABUILD_CATALOG: '', ...env };
}

/**
 * Runs a target of a graph to its end: see `runProgram`.
 *
 * @param args with those of `placeArgs`
 */
export function runTarget(
  program: GraphProgram,
  phase: string,
  args: readonly string[],
  place: WorkPlace,
  options: Omit<RunOptions, 'env' | 'cwd'> = {},
): Promise<ProgramOutcome> {
  const surroundings = { env: targetEnv(program, place), cwd: place.stateDir };
  return runProgram(program.command(phase), args, { ...surroundings, ...options });
}
