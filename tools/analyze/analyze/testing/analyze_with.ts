import type { JobGraph } from '../../../base/model/index.js';
import {
  configureEach,
  fakeAsk,
  fakeDefinition,
  fakeDescriptor,
  fakeJob,
  lookupByPrefix,
  refs,
  type FakeProgram,
} from '../../../dev/testing/index.js';
import { analyze, type AnalyzeEvent, type SpeculationDeps } from '../index.js';

/** Inputs by ref, as in `configureEach`. */
export type Inputs = Readonly<Record<string, readonly string[]>>;

const JOBS = ['a', 'b', 'c'];
const jobs = JOBS.map((name) => fakeJob(name, { version: name === 'a' ? '1.2.3' : '0.0.0' }));
const descriptor = fakeDescriptor(jobs);
/** The same graph, whose programs are all workers. */
const keptAlive: typeof descriptor = {
  ...descriptor,
  jobs: jobs.map((job) => ({ ...job, workers: ['configure'] })),
  workers: ['lookup'],
};

/**
 * Analyzes a graph whose lookup chooses the job by prefix, and whose jobs make each ref with its own config.
 *
 * @param recorded inputs by ref, as the catalog recorded them; left out: no speculation
 * @param workers whether its programs are workers
 */
export function analyzeWith(
  inputs: Inputs,
  outputs: readonly string[],
  overrides: Readonly<Record<string, FakeProgram>> = {},
  recorded?: Inputs,
  workers = false,
) {
  const each = configureEach((ref) => inputs[ref] ?? []);
  const programs = Object.fromEntries(JOBS.map((name) => [`${name}.configure`, each]));
  const { ask, calls, kept } = fakeAsk({ lookup: lookupByPrefix, ...programs, ...overrides });
  const events: AnalyzeEvent[] = [];
  const result = analyze(refs(...outputs), {
    descriptor: workers ? keptAlive : descriptor,
    definition: fakeDefinition(descriptor),
    ask,
    ...(recorded !== undefined && { speculation: { ask, inputsOf: inputsIn(recorded) } }),
    emit: (event) => events.push(event),
  });
  return { result, calls, kept, events };
}

/** Reads recorded inputs, as a catalog does. */
function inputsIn(recorded: Inputs): SpeculationDeps['inputsOf'] {
  return (asked, limit) => {
    const found = new Set(asked.flatMap((ref) => recorded[ref] ?? []));
    return Promise.resolve(refs(...found).slice(0, limit));
  };
}

export async function graphOf(...args: Parameters<typeof analyzeWith>): Promise<JobGraph> {
  const result = await analyzeWith(...args).result;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export async function failuresOf(...args: Parameters<typeof analyzeWith>) {
  const result = await analyzeWith(...args).result;
  return result.ok ? [] : result.error;
}

export const order = (graph: JobGraph): string[] => graph.tasks.map((task) => task.config.outputs.join('+'));

/** The first outputs of the tasks that the task of a ref depends on. */
export const waitsFor = (graph: JobGraph, ref: string): (string | undefined)[] => {
  const names = new Map(graph.tasks.map((task) => [task.id, task.config.outputs[0]]));
  const task = graph.tasks.find(({ config }) => config.outputs.some((output) => output === ref));
  return task?.dependsOn.map((id) => names.get(id)) ?? ['no such task'];
};
