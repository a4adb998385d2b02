import { readEndState, type EndState } from './end_state.js';
import { randomGraph } from './fault_graph.js';
import { randomInstant } from './kill_rounds.js';
import { seededRandom } from './random.js';
import { Rig, type RigOptions } from './rig.js';
import { Witness } from './witness.js';

export interface OverlapOptions extends RigOptions {
  readonly seed: number;
  /** The number of parallel builds. */
  readonly builds: number;
  /** The number of builds that are killed. */
  readonly kills: number;
  readonly tasks?: number;
}

export interface OverlapReport {
  /** Descriptions of everything that must not have happened. */
  readonly problems: readonly string[];
  /** Exit codes of the builds that were not killed. */
  readonly codes: readonly (number | null)[];
  readonly killed: number;
  /** How many times each task finished, by name. */
  readonly ends: Readonly<Record<string, number>>;
  readonly left: EndState;
}

const TASKS = 10;

/** Runs builds of random parts of one random graph in parallel, and kills some of them. */
export async function overlapRound(options: OverlapOptions): Promise<OverlapReport> {
  const { seed, builds, kills, tasks = TASKS } = options;
  const random = seededRandom(seed);
  // If no build is killed, a slow build must not lose a lease.
  const leaseTtl = kills > 0 ? 2 : 600;
  const rig = new Rig(randomGraph(random, tasks), { ...options, leaseTtl });
  const { refs, ends } = rig.graph;
  try {
    const witness = new Witness(rig, false);
    const running = Array.from({ length: builds }, (_, index) => {
      const wanted = index === 0 ? ends : refs.filter(() => random.below(2) === 0);
      return rig.start({ refs: wanted.length > 0 ? wanted : ends });
    });
    // The first build is never killed and builds everything.
    const victims = running.slice(builds - kills);
    await Promise.all(
      victims.map(async (build) => {
        await randomInstant(build, random);
        build.child.kill('SIGKILL');
      }),
    );
    const done = await Promise.all(running.map((build) => build.done));
    await rig.noneLeft();
    await witness.look();
    const survivors = done.slice(0, builds - kills);
    const problems = [...witness.problems];
    for (const { code, stderr } of survivors) if (code !== 0) problems.push(stderr);
    return {
      problems,
      codes: survivors.map(({ code }) => code),
      killed: done.filter(({ code }) => code === null).length,
      ends: await endsOf(rig),
      left: await readEndState(rig),
    };
  } finally {
    await rig.remove();
  }
}

async function endsOf(rig: Rig): Promise<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (const { outputs } of rig.graph.tasks) ends[outputs[0] ?? ''] = 0;
  for (const { what, task } of await rig.journal()) if (what === 'end') ends[task] = (ends[task] ?? 0) + 1;
  return ends;
}
