import { hash } from 'node:crypto';
import { analyze } from '../../../analyze/analyze/index.js';
import type { Catalog } from '../../../catalog/index.js';
import {
  graphDigest,
  type DepType,
  type GraphDescriptor,
  type JobGraph,
  type PartitionRef,
  type Validity,
} from '../../../base/model/index.js';
import { fakeAsk, fakeDescriptor, fakeJob, prints, type FakeProgram } from '../../../dev/testing/index.js';

/** A job, as its BUILD file and its sources define it. */
export interface WorldJob {
  /** Major, minor, patch. */
  readonly version: readonly [number, number, number];
  /** Stands for the code of its run executable. */
  readonly code: string;
  readonly validity: Validity;
  /** The digest that it reports for everything that it makes; none if it reports none. */
  readonly digest: string | undefined;
}

/** A config that a job's configure prints. */
export interface WorldConfig {
  /** Name of the job. */
  readonly job: string;
  readonly outputs: readonly string[];
  readonly inputs: readonly { readonly depType: DepType; readonly ref: string }[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly executable: string;
}

/** Jobs by name, and all configs. Each ref is an output of exactly one config, whichever refs are requested. */
export interface World {
  readonly jobs: Readonly<Record<string, WorldJob>>;
  readonly configs: readonly WorldConfig[];
}

/**
 * Removes what makes no sense, so that any edit gives a world that can be analyzed: every materialize input is then
 * made by an earlier config.
 */
export function sensible({ jobs, configs }: World): World {
  const made = new Set<string>();
  const kept: WorldConfig[] = [];
  for (const config of configs) {
    if (config.outputs.length === 0) continue;
    kept.push({ ...config, inputs: config.inputs.filter(({ depType, ref }) => depType === 'query' || made.has(ref)) });
    for (const ref of config.outputs) made.add(ref);
  }
  return { jobs, configs: kept };
}

/** Every ref that a config makes. */
export function refsOf({ configs }: World): PartitionRef[] {
  return configs.flatMap(({ outputs }) => outputs) as PartitionRef[];
}

/** How a world is analyzed. No way may change a job graph. */
export interface Ways {
  /** Whether its programs are asked ahead about the inputs that the catalog has recorded. */
  readonly speculates: boolean;
  /** Whether its programs are kept alive. */
  readonly workers: boolean;
}

export function descriptorOf({ jobs }: World, workers = false): GraphDescriptor {
  const descriptor = fakeDescriptor(
    Object.entries(jobs).map(([name, { version, validity }]) =>
      fakeJob(name, { version: version.join('.'), validity, ...(workers && { workers: ['configure'] }) }),
    ),
  );
  return workers ? { ...descriptor, workers: ['lookup'] } : descriptor;
}

/**
 * Analyzes a world with the real analysis, which calls its lookup and its jobs.
 *
 * @param recorded what speculation reads; without it, there is none
 */
export async function analyzeWorld(
  world: World,
  refs: readonly PartitionRef[],
  { workers = false, recorded }: { workers?: boolean; recorded?: Pick<Catalog, 'inputs'> | undefined } = {},
): Promise<JobGraph> {
  const descriptor = descriptorOf(world, workers);
  const jobs = Object.fromEntries(
    descriptor.jobs.map(({ label, version }) => {
      const code = world.jobs[label.slice('//test:'.length)]?.code ?? '';
      return [label, { version, configure: hash('sha256', 'configure'), run: hash('sha256', code) }];
    }),
  );
  const definition = { graphDigest: graphDigest(hash('sha256', 'lookup'), jobs), jobs };
  const { ask } = fakeAsk(programsOf(world));
  const speculation = recorded && { ask, inputsOf: recorded.inputs };
  const analyzed = await analyze(refs, { descriptor, definition, ask, ...(speculation && { speculation }) });
  if (!analyzed.ok) throw new Error(JSON.stringify(analyzed.error));
  return analyzed.value;
}

function programsOf({ jobs, configs }: World): Record<string, FakeProgram> {
  const programs: Record<string, FakeProgram> = {
    lookup: (asked) => {
      const answer: Record<string, string[]> = {};
      for (const ref of asked) {
        const job = configs.find(({ outputs }) => outputs.includes(ref))?.job;
        if (job !== undefined) (answer[`:${job}`] ??= []).push(ref);
      }
      return prints(answer);
    },
  };
  for (const name of Object.keys(jobs)) {
    programs[`${name}.configure`] = (asked) =>
      prints(
        configs
          .filter(({ job, outputs }) => job === name && outputs.some((ref) => asked.includes(ref)))
          .map(({ outputs, inputs, args, env, executable }) => ({ outputs, inputs, args, env, executable })),
      );
  }
  return programs;
}
