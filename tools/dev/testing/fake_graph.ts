import { hash } from 'node:crypto';
import type { AskOptions } from '../../analyze/ask/index.js';
import {
  graphDigest,
  type GraphDescriptor,
  type JobDefinition,
  type JobDescriptor,
  type PartitionRef,
} from '../../base/model/index.js';
import { fakeCapture, prints, type FakeCall, type FakeProgram } from './fake_capture.js';

/** Refs for tests. The texts must be valid. */
export const refs = (...texts: string[]): PartitionRef[] => texts as PartitionRef[];

/** A job `//test:<name>` whose configure is the fake program `<name>.configure`. */
export function fakeJob(name: string, overrides: Partial<JobDescriptor> = {}): JobDescriptor {
  return {
    label: `//test:${name}`,
    configure: `_main/test/${name}.configure`,
    run: `_main/test/${name}.run`,
    configureDigest: `_main/test/${name}.configure.digest`,
    runDigest: `_main/test/${name}.run.digest`,
    version: '0.0.0',
    validity: 'version',
    refsFrom: 'args',
    retries: 0,
    retryDelayMs: 0,
    timeoutMs: 0,
    expectedDurationMs: 0,
    resources: {},
    ...overrides,
  };
}

/** A graph `//test:graph` of jobs, whose lookup is the fake program `lookup`. */
export function fakeDescriptor(jobs: readonly JobDescriptor[]): GraphDescriptor {
  return {
    schemaVersion: 1,
    kind: 'graph',
    label: '//test:graph',
    package: 'test',
    lookup: '_main/test/lookup',
    lookupDigest: '_main/test/lookup.digest',
    jobs: [...jobs],
  };
}

/** The definition of a graph, with code digests computed from the paths of the executables. */
export function fakeDefinition({ lookup, jobs }: GraphDescriptor): {
  graphDigest: string;
  jobs: Record<string, JobDefinition>;
} {
  const definitions = Object.fromEntries(
    jobs.map(({ label, version, configure, run }) => [
      label,
      { version, configure: hash('sha256', configure), run: hash('sha256', run) },
    ]),
  );
  return { graphDigest: graphDigest(hash('sha256', lookup), definitions), jobs: definitions };
}

/** Options for calling fake executables. */
export function fakeAsk(programs: Readonly<Record<string, FakeProgram>>): {
  readonly ask: AskOptions;
  readonly calls: readonly FakeCall[];
} {
  const { capture, calls } = fakeCapture(programs);
  const ask = { capture, runfilesDir: '/runfiles', env: {}, cwd: '/', timeoutMs: 1000, parallel: 4 };
  return { ask, calls };
}

/** A lookup that chooses the job by the first part of a ref: `a/1` belongs to the job `:a`. */
export const lookupByPrefix: FakeProgram = (asked) => {
  const answer: Record<string, string[]> = {};
  for (const ref of asked) (answer[`:${ref.split('/')[0] ?? ''}`] ??= []).push(ref);
  return prints(answer);
};

/**
 * A configure that makes each ref with its own config, with the inputs that a function returns. A leading `?` marks a
 * query input.
 */
export const configureEach =
  (inputsOf: (ref: string) => readonly string[]): FakeProgram =>
  (asked) =>
    prints(
      asked.map((ref) => ({
        outputs: [ref],
        inputs: inputsOf(ref).map((input) =>
          input.startsWith('?') ? { depType: 'query', ref: input.slice(1) } : { depType: 'materialize', ref: input },
        ),
        args: [ref],
      })),
    );
