import fc from 'fast-check';
import type { Validity } from '../../../base/model/index.js';
import { sensible, type World, type WorldConfig, type WorldJob } from './world.js';

/** A change that an engineer makes. A config is given by its index, modulo the number of configs. */
export type Edit =
  | { readonly kind: 'version'; readonly job: string; readonly bump: 'patch' | 'minor' | 'major' | 'downgrade' }
  | { readonly kind: 'code'; readonly job: string; readonly code: string }
  | { readonly kind: 'validity'; readonly job: string; readonly validity: Validity }
  | { readonly kind: 'digest'; readonly job: string; readonly digest: string | undefined }
  | {
      readonly kind: 'args' | 'env' | 'inputs' | 'job' | 'executable';
      readonly config: number;
      readonly to: Partial<WorldConfig>;
    }
  /** This config takes over the refs from the config that made them before. */
  | { readonly kind: 'outputs'; readonly config: number; readonly outputs: readonly string[] };

const JOBS = ['a', 'b', 'c'];
const REFS = ['p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y'];

const jobName = fc.constantFrom(...JOBS);
const validity = fc.constantFrom<Validity>('presence', 'version', 'content');
const code = fc.constantFrom('code 1', 'code 2', 'code 3');

const digest = fc.constantFrom('data 1', 'data 1', 'data 2', undefined);

const args = fc.array(fc.constantFrom('1', '2'), { maxLength: 2 });
const env = fc.dictionary(fc.constantFrom('A', 'B'), fc.constantFrom('1', '2'), { noNullPrototype: true });
const executable = fc.constantFrom('_main/one', '_main/two');
const outputs = fc.subarray(REFS, { minLength: 1, maxLength: 3 });
const inputs = fc.array(
  fc.record({
    depType: fc.constantFrom('materialize' as const, 'materialize' as const, 'materialize' as const, 'query' as const),
    ref: fc.constantFrom(...REFS),
  }),
  { maxLength: 5 },
);

const job: fc.Arbitrary<WorldJob> = fc.record({
  version: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1)),
  code,
  validity,
  digest,
});

/** Some refs. */
export const someRefs = fc.subarray(REFS, { minLength: 1 });

export const world: fc.Arbitrary<World> = fc
  .record({
    jobs: fc.record({ a: job, b: job, c: job }),
    configs: fc.array(fc.record({ job: jobName, outputs, inputs, args, env, executable }), {
      minLength: 1,
      maxLength: 8,
    }),
  })
  .map(({ jobs, configs }) => {
    const made = new Set<string>();
    const own = configs.map((config) => {
      const fresh = config.outputs.filter((ref) => !made.has(ref));
      for (const ref of fresh) made.add(ref);
      return { ...config, outputs: fresh };
    });
    return sensible({ jobs, configs: own });
  });

/** A world in which most things depend on others, and jobs report digests: p → q, r → s → t. */
export const chain: fc.Arbitrary<World> = fc.record({ a: job, b: job, c: job }).map((jobs) => {
  const made = (name: string, output: string, ...from: string[]): WorldConfig => ({
    job: name,
    outputs: [output],
    inputs: from.map((ref) => ({ depType: 'materialize', ref })),
    args: [],
    env: {},
    executable: '_main/one',
  });
  const configs = [
    made('a', 'p'),
    made('b', 'q', 'p'),
    made('b', 'r', 'p'),
    made('c', 's', 'q', 'r'),
    made('c', 't', 's'),
  ];
  return { jobs, configs };
});

const config = fc.nat(7);

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('version' as const),
      job: jobName,
      bump: fc.constantFrom('patch' as const, 'minor' as const, 'major' as const, 'downgrade' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('code' as const), job: jobName, code }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('validity' as const), job: jobName, validity }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('digest' as const), job: jobName, digest }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('args' as const), config, to: fc.record({ args }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('env' as const), config, to: fc.record({ env }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('executable' as const), config, to: fc.record({ executable }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('job' as const), config, to: fc.record({ job: jobName }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('inputs' as const), config, to: fc.record({ inputs }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('outputs' as const), config, outputs }) },
);

/** The world after an edit. */
export function apply(edit: Edit, { jobs, configs }: World): World {
  const withJob = (name: string, to: Partial<WorldJob>): World => {
    const was = jobs[name];
    if (was === undefined) throw new Error(`no job ${name}`);
    return { jobs: { ...jobs, [name]: { ...was, ...to } }, configs };
  };
  switch (edit.kind) {
    case 'version':
      return withJob(edit.job, { version: bumped(jobs[edit.job]?.version ?? [0, 0, 0], edit.bump) });
    case 'code':
      return withJob(edit.job, { code: edit.code });
    case 'validity':
      return withJob(edit.job, { validity: edit.validity });
    case 'digest':
      return withJob(edit.job, { digest: edit.digest });
    case 'outputs':
      return sensible({
        jobs,
        configs: configs.map((each, place) => ({
          ...each,
          outputs:
            place === edit.config % configs.length
              ? edit.outputs
              : each.outputs.filter((ref) => !edit.outputs.includes(ref)),
        })),
      });
    default:
      return sensible({
        jobs,
        configs: configs.map((each, place) =>
          place === edit.config % configs.length ? { ...each, ...edit.to } : each,
        ),
      });
  }
}

function bumped([major, minor, patch]: WorldJob['version'], bump: string): WorldJob['version'] {
  switch (bump) {
    case 'patch':
      return [major, minor, patch + 1];
    case 'minor':
      return [major, minor + 1, 0];
    case 'major':
      return [major + 1, 0, 0];
    default:
      return major > 0 ? [major - 1, 3, 0] : [0, Math.max(0, minor - 1), 0];
  }
}
