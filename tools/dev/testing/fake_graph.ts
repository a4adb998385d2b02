import { hash } from 'node:crypto';
import type { AskOptions } from '../../analyze/ask/index.js';
import type { Capture } from '../../base/runtime/index.js';
import {
  configuringOf,
  graphDigest,
  patternsDigest,
  templateDigest,
  type ConfigTemplate,
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
    configure: `_main/test/${name}.configure`,
    configureDigest: `_main/test/${name}.configure.digest`,
    ...withoutConfigure(name),
    ...overrides,
  };
}

/** A job `//test:<name>` with a template in place of the program. */
export function templateJob(
  name: string,
  makes: readonly string[],
  template: Partial<ConfigTemplate> = {},
): JobDescriptor {
  return {
    ...withoutConfigure(name),
    makes: [...makes],
    template: { inputs: [], queryInputs: [], args: [], env: {}, ...template },
  };
}

function withoutConfigure(name: string): JobDescriptor {
  return {
    label: `//test:${name}`,
    run: `_main/test/${name}.run`,
    runDigest: `_main/test/${name}.run.digest`,
    version: '0.0.0',
    validity: 'version',
    refsFrom: 'args',
    retries: 0,
    retryDelayMs: 0,
    timeoutMs: 0,
    expectedDurationMs: 0,
    resources: {},
  };
}

/** A graph `//test:graph` of jobs, whose lookup is the fake program `lookup`. */
export function fakeDescriptor(jobs: readonly JobDescriptor[]): GraphDescriptor {
  return { ...patternDescriptor(jobs), lookup: '_main/test/lookup', lookupDigest: '_main/test/lookup.digest' };
}

/** A graph `//test:graph` of jobs, without a lookup program. */
export function patternDescriptor(jobs: readonly JobDescriptor[]): GraphDescriptor {
  return { schemaVersion: 1, kind: 'graph', label: '//test:graph', package: 'test', jobs: [...jobs] };
}

/** The definition of a graph, with code digests computed from the paths of the executables. */
export function fakeDefinition({ lookup, jobs }: GraphDescriptor): {
  graphDigest: string;
  jobs: Record<string, JobDefinition>;
} {
  const definitions = Object.fromEntries(
    jobs.map((job) => {
      const configuring = configuringOf(job);
      const configure =
        configuring.by === 'program'
          ? hash('sha256', configuring.executable)
          : templateDigest(configuring.makes, configuring.template);
      return [job.label, { version: job.version, configure, run: hash('sha256', job.run) }];
    }),
  );
  const placing = lookup === undefined ? patternsDigest(jobs) : hash('sha256', lookup);
  return { graphDigest: graphDigest(placing, definitions), jobs: definitions };
}

/** Options for calling fake executables. */
export function fakeAsk(programs: Readonly<Record<string, FakeProgram>>): {
  readonly ask: AskOptions;
  readonly calls: readonly FakeCall[];
  /** The programs that were called as workers, in the order of the calls. */
  readonly kept: readonly string[];
} {
  const { capture, calls } = fakeCapture(programs);
  const kept: string[] = [];
  const captureWorker: Capture = (request) => {
    kept.push(request.file.split('/').at(-1) ?? '');
    return capture(request);
  };
  const ask = {
    capture,
    captureWorker,
    runfilesDir: '/runfiles',
    env: {},
    cwd: '/',
    timeoutMs: 1000,
    parallel: 4,
  };
  return { ask, calls, kept };
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
