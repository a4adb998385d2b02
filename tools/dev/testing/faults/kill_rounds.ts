import { setTimeout } from 'node:timers/promises';
import type { Done } from '../../../cli/testing/index.js';
import { readEndState, type EndState } from './end_state.js';
import { randomGraph, type FaultGraph } from './fault_graph.js';
import { seededRandom, type Random } from './random.js';
import { Rig, type RigBuild, type RigOptions } from './rig.js';
import { Witness } from './witness.js';

/** Kills a process of the build at random, or none. */
export type Fault = (build: RigBuild, rig: Rig, random: Random) => Promise<void>;

export interface RoundOptions extends RigOptions {
  readonly seed: number;
  /** The maximum number of builds that are disturbed. */
  readonly kills: number;
  readonly fault: Fault;
  /** Called after each disturbed build. */
  readonly mend?: () => Promise<void>;
  /** Creates a catalog for a graph, and returns its address. */
  readonly catalogOf?: () => Promise<string>;
  readonly tasks?: number;
}

export interface RoundReport {
  /** Descriptions of everything that must not have happened. */
  readonly problems: readonly string[];
  /** The state that the undisturbed build left. */
  readonly undisturbed: EndState;
  readonly disturbed: EndState;
  /** How many builds did not finish. */
  readonly killed: number;
  /** How many times tasks ran in addition to their first run. */
  readonly again: number;
  /** The tasks that began, in the order of time. */
  readonly begun: readonly string[];
  /** The last build, which was not disturbed. */
  readonly last: Done;
}

const TASKS = 8;

/**
 * Builds a random graph in one place without disturbance. In another place, it disturbs builds of the same graph
 * until one finishes anyway, and then builds the rest.
 */
export async function killRound(options: RoundOptions): Promise<RoundReport> {
  const { seed, kills, fault, tasks = TASKS } = options;
  const random = seededRandom(seed);
  const graph = randomGraph(random, tasks);
  const undisturbed = await undisturbedState(graph, options);
  const rig = new Rig(graph, await withCatalog(options));
  try {
    const witness = new Witness(rig);
    const problems: string[] = [];
    let killed = 0;
    for (let left = kills; left > 0; left--) {
      const build = rig.start();
      await fault(build, rig, random);
      const { code } = await build.done;
      await options.mend?.();
      // Half of the time, the next build starts while processes of the last one are still running.
      if (random.below(2) === 0) await rig.noneLeft();
      await witness.look();
      if (code === 0) break;
      killed++;
    }
    const last = await rig.run();
    if (last.code !== 0) problems.push(`the last build ended with ${String(last.code)}:\n${last.stderr}`);
    await rig.noneLeft();
    await witness.look();
    problems.push(...witness.problems);
    const begun = (await rig.journal()).filter(({ what }) => what === 'begin').map(({ task }) => task);
    const disturbed = await readEndState(rig);
    return { problems, undisturbed, disturbed, killed, again: witness.again - tasks, begun, last };
  } finally {
    await rig.remove();
  }
}

async function undisturbedState(graph: FaultGraph, options: RoundOptions): Promise<EndState> {
  const rig = new Rig(graph, await withCatalog(options));
  try {
    const { code, stderr } = await rig.run();
    if (code !== 0) throw new Error(`an undisturbed build ended with ${String(code)}:\n${stderr}`);
    return await readEndState(rig);
  } finally {
    await rig.remove();
  }
}

async function withCatalog({ bundle, jobs, batch, engine, catalogOf }: RoundOptions): Promise<RigOptions> {
  return {
    bundle,
    ...(engine !== undefined && { engine }),
    ...(jobs !== undefined && { jobs }),
    ...(batch !== undefined && { batch }),
    ...(catalogOf !== undefined && { catalog: await catalogOf() }),
  };
}

/** A build prints about two lines for each task. */
const LINES = 2 * TASKS + 4;

/** The longest time between a line and the kill that follows it, in milliseconds. */
const LATEST_MS = 40;

/**
 * Waits until a random time in a build: some time after a random line of output or, one time in eight, before the
 * first line.
 */
export async function randomInstant(build: RigBuild, random: Random): Promise<void> {
  const early = random.below(8) === 0;
  if (!early) await build.told(1 + random.below(LINES));
  await setTimeout(random.below(early ? 10 * LATEST_MS : LATEST_MS));
}

/** Kills DataBuild with SIGKILL at a random time. */
export const killBuild: Fault = async (build, _rig, random) => {
  await randomInstant(build, random);
  build.child.kill('SIGKILL');
};
