import { setTimeout } from 'node:timers/promises';
import { readEndState, type EndState } from './end_state.js';
import { randomGraph, type FaultGraph } from './fault_graph.js';
import { seededRandom, type Random } from './random.js';
import { Rig, type RigBuild, type RigOptions } from './rig.js';
import { Witness } from './witness.js';

/** A build, and chance: kills something of the build, or thinks better of it. */
export type Fault = (build: RigBuild, rig: Rig, random: Random) => Promise<void>;

export interface RoundOptions extends RigOptions {
  readonly seed: number;
  /** At most so many builds are disturbed. */
  readonly kills: number;
  readonly fault: Fault;
  /** After a build that was disturbed. */
  readonly mend?: () => Promise<void>;
  /** Where the catalog of one graph is. */
  readonly catalogOf?: () => Promise<string>;
  readonly tasks?: number;
}

export interface RoundReport {
  /** What must not have happened, in words. */
  readonly problems: readonly string[];
  /** What the undisturbed build left, and the final state. */
  readonly undisturbed: EndState;
  readonly disturbed: EndState;
  /** How many builds did not come to their end. */
  readonly killed: number;
  /** How many tasks ran more often than once, each time counted. */
  readonly again: number;
}

const TASKS = 8;

/**
 * One random graph: built undisturbed in one place; in another place disturbed again and again, until a build comes to its
 * end in spite of it, and then built to the end.
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
      // Half of the time the next build meets what the last one has left running.
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
    return { problems, undisturbed, disturbed: await readEndState(rig), killed, again: witness.again - tasks };
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

async function withCatalog({ bundle, jobs, catalogOf }: RoundOptions): Promise<RigOptions> {
  return {
    bundle,
    ...(jobs !== undefined && { jobs }),
    ...(catalogOf !== undefined && { catalog: await catalogOf() }),
  };
}

/** A build tells about two lines for each task. */
const LINES = 2 * TASKS + 4;

/** Longest time between a line and the kill that it leads to, in milliseconds. */
const LATEST_MS = 40;

/** An instant in the life of a build: somewhere after some line that it tells, or, one time in eight, before the first. */
export async function randomInstant(build: RigBuild, random: Random): Promise<void> {
  const early = random.below(8) === 0;
  if (!early) await build.told(1 + random.below(LINES));
  await setTimeout(random.below(early ? 10 * LATEST_MS : LATEST_MS));
}

/** Kills DataBuild, with SIGKILL, at a random instant. */
export const killBuild: Fault = async (build, _rig, random) => {
  await randomInstant(build, random);
  build.child.kill('SIGKILL');
};
