import * as z from 'zod';
import { configTemplateSchema, findTemplateProblem, type ConfigTemplate } from './config_template.js';
import { refusing, type Contradiction } from './contradiction.js';
import { lazily, type Inferred } from './lazily.js';
import { compilePattern, describePatternProblem, type Pattern } from './pattern.js';
import { triggerContradictions, triggerSchema } from './trigger.js';

/** `MAJOR.MINOR.PATCH` only, so that it is always clear which part of a version changed. */
export const DATA_VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** The version of a job's data. */
export const dataVersionSchema = lazily(() => z.string().regex(DATA_VERSION));

/** The first part of a data version. A change of it means that the meaning of the data changed. */
export function majorOf(version: string): string {
  return version.slice(0, version.indexOf('.'));
}

/** A label as descriptors write it. It has no control character: keys rely on that. */
export const ABSOLUTE_LABEL = /^(@@?[^/:]*)?\/\/[^\p{Cc}]+$/u;
export const labelSchema = lazily(() => z.string().regex(ABSOLUTE_LABEL));

/**
 * What makes a partition valid. `presence`: it has a manifest. `version`: the version key of its manifest also equals
 * the task's. `content`: the content key also equals the task's.
 */
export const VALIDITIES = ['presence', 'version', 'content'] as const;
export const validitySchema = lazily(() => z.enum(VALIDITIES));
export type Validity = Inferred<typeof validitySchema>;

export function isValidity(value: unknown): value is Validity {
  return VALIDITIES.some((validity) => validity === value);
}

/** SHA-256 over a program and everything that it runs with, in hexadecimal digits. */
export const CODE_DIGEST = /^[0-9a-f]{64}$/;
export const codeDigestSchema = lazily(() => z.string().regex(CODE_DIGEST));

/** Options of the engine that runs tasks, by name, as `--engine-option` has them. */
const engineOptionsSchema = lazily(() => z.record(z.string(), z.string()));

/**
 * How one job is configured and run: its programs, and the attributes of its BUILD file with their defaults. Part of
 * every descriptor.
 */
const jobFieldsSchema = lazily(() =>
  z.object({
    label: labelSchema().describe('Label as the BUILD file names it, absolute: `//pkg:job`, `@module//pkg:job`.'),
    makes: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Patterns of the refs that it makes, such as `delays/day={day}`; left out: only `lookup` says.'),
    configure: z
      .string()
      .optional()
      .describe('Runfiles path of the configure executable; left out: it is configured by `template`.'),
    run: z.string().describe('Runfiles path of the run executable.'),
    check: z.string().optional().describe('Runfiles path of the check executable; left out: outputs are not checked.'),
    digest: z
      .string()
      .optional()
      .describe('Runfiles path of the program that prints the digests of outputs; left out: only runs report them.'),
    configureDigest: z
      .string()
      .optional()
      .describe('Runfiles path of a file with the code digest of `configure`; there is one exactly if that is there.'),
    template: configTemplateSchema()
      .optional()
      .describe(
        'What a config is in place of `configure`: each ref that matches `makes` is one, with the names of its pattern filled in.',
      ),
    runDigest: z.string().describe('Runfiles path of a file with the code digest of `run`.'),
    version: dataVersionSchema().describe('Data version; `0.0.0` when the BUILD file gives none.'),
    validity: validitySchema().describe(
      'What has to be equal for its partitions to be valid, where the command line says nothing.',
    ),
    workers: z
      .array(z.enum(['configure', 'run']))
      .optional()
      .describe('Which of its programs are persistent workers; left out: none is.'),
    refsFrom: z.enum(['args', 'stdin']).describe('How `configure` takes its refs.'),
    batch: z
      .int()
      .min(1)
      .optional()
      .describe('How many tasks one call of `run` does at most. Left out, or 1: one, and it is not told in a file.'),
    retries: z.int().min(0).describe('How many more times a failed task is started.'),
    retryDelayMs: z.int().min(0).describe('Wait before the first of these; doubles with each further one.'),
    timeoutMs: z.int().min(0).describe('An attempt that takes longer is ended; 0: none is.'),
    expectedDurationMs: z.int().min(0).describe('How long a task takes, until the catalog knows; 0: nobody says.'),
    engineOptions: engineOptionsSchema()
      .optional()
      .describe('Options of the engine for its tasks, over those of the graph; left out: it has none.'),
    resources: z
      .record(z.string(), z.int().min(0))
      .describe('What a running task takes of `cpu` (processors), `memory_mb` and whatever else the user counts.'),
  }),
);

/** The same, without contradictions. */
export const jobDescriptorSchema = lazily(() => jobFieldsSchema().superRefine(refusing(jobContradictions)));
export type JobDescriptor = Inferred<typeof jobDescriptorSchema>;

/** The patterns of the refs that a job makes, each compiled once; none where only the graph's lookup says. */
export function patternsOf(job: JobDescriptor): readonly Pattern[] {
  const known = compiled.get(job);
  if (known !== undefined) return known;
  const patterns = (job.makes ?? []).map((text) => {
    const pattern = compilePattern(text);
    if (pattern.ok) return pattern.value;
    throw new Error(`the descriptor was not checked: "${text}" ${describePatternProblem(pattern.error)}`);
  });
  compiled.set(job, patterns);
  return patterns;
}

const compiled = new WeakMap<JobDescriptor, readonly Pattern[]>();

/** How the configs of a job come about: a program prints them, or a template is filled in. */
export type Configuring =
  | { readonly by: 'program'; readonly executable: string; readonly digestFile: string }
  | { readonly by: 'template'; readonly template: ConfigTemplate; readonly makes: readonly string[] };

export function configuringOf({ configure, configureDigest, template, makes = [] }: JobDescriptor): Configuring {
  if (template !== undefined) return { by: 'template', template, makes };
  if (configure === undefined || configureDigest === undefined) throw new Error('the descriptor was not checked');
  return { by: 'program', executable: configure, digestFile: configureDigest };
}

/** Written by the rules at analysis time, read by every phase of a graph. */
const graphFieldsSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('graph'),
    label: labelSchema(),
    package: z.string().describe("Package that relative labels in lookup's answer belong to."),
    repositories: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        'Repositories that the BUILD file does not call by the name of their module: name → `@module`, or empty for the main repository.',
      ),
    lookup: z
      .string()
      .optional()
      .describe('Runfiles path of the lookup executable; left out: the patterns of the jobs say which makes a ref.'),
    lookupDigest: z
      .string()
      .optional()
      .describe('Runfiles path of a file with the code digest of `lookup`; there is one exactly if that is there.'),
    partitions: z
      .string()
      .optional()
      .describe(
        'Runfiles path of the executable that lists the refs that ought to exist; left out: nothing lists them.',
      ),
    workers: z
      .array(z.enum(['lookup']))
      .optional()
      .describe('Which of its programs are persistent workers; left out: none is.'),
    engineOptions: engineOptionsSchema()
      .optional()
      .describe('Options of the engine for the tasks of all jobs, by name; left out: there are none.'),
    jobs: z.array(jobDescriptorSchema()).min(1),
    triggers: z
      .array(triggerSchema())
      .min(1)
      .optional()
      .describe('What requests its partitions by itself, where a service runs it; left out: nothing does.'),
  }),
);

/** The same, without contradictions. */
export const graphDescriptorSchema = lazily(() => graphFieldsSchema().superRefine(refusing(graphContradictions)));
export type GraphDescriptor = Inferred<typeof graphDescriptorSchema>;

/** The same for a job's own targets (`:j.cfg`, `:j.exec`). */
export const singleJobDescriptorSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('job'),
    label: labelSchema(),
    package: z.string(),
    job: jobDescriptorSchema(),
  }),
);
export type SingleJobDescriptor = Inferred<typeof singleJobDescriptorSchema>;

/** The same for a service of many graphs, which get to it later. */
export const serviceDescriptorSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('service'),
    label: labelSchema(),
    package: z.string(),
  }),
);
export type ServiceDescriptor = Inferred<typeof serviceDescriptorSchema>;

/** A job without a program to configure it has a template, and patterns that bind all of its names. */
export function* jobContradictions(job: Inferred<typeof jobFieldsSchema>): Generator<Contradiction> {
  const patterns: Pattern[] = [];
  for (const [index, text] of (job.makes ?? []).entries()) {
    const pattern = compilePattern(text);
    if (pattern.ok) patterns.push(pattern.value);
    else yield { path: ['makes', index], message: `"${text}" ${describePatternProblem(pattern.error)}` };
  }
  if ((job.configure === undefined) !== (job.configureDigest === undefined)) {
    yield { path: ['configureDigest'], message: 'must be there exactly if configure is' };
  }
  if (job.template === undefined) {
    if (job.configure === undefined) yield { path: ['template'], message: 'must be there, because configure is not' };
    return;
  }
  if (job.configure !== undefined) yield { path: ['template'], message: 'must not be there, because configure is' };
  if (job.makes === undefined) yield { path: ['makes'], message: 'must be there, because template is' };
  const problem = findTemplateProblem(job.template, patterns);
  if (problem !== undefined) yield { path: ['template', ...problem.path], message: problem.message };
}

/** In a graph without a lookup program, all jobs say what they make. Each trigger has a name of its own. */
export function* graphContradictions(graph: Inferred<typeof graphFieldsSchema>): Generator<Contradiction> {
  if ((graph.lookup === undefined) !== (graph.lookupDigest === undefined)) {
    yield { path: ['lookupDigest'], message: 'must be there exactly if lookup is' };
  }
  const names = new Set<string>();
  for (const [index, trigger] of (graph.triggers ?? []).entries()) {
    for (const { path, message } of triggerContradictions(trigger))
      yield { path: ['triggers', index, ...path], message };
    if (names.has(trigger.name)) yield { path: ['triggers', index, 'name'], message: 'is that of another trigger' };
    names.add(trigger.name);
  }
  if (graph.lookup !== undefined) return;
  for (const [index, job] of graph.jobs.entries()) {
    if (job.makes === undefined) {
      yield { path: ['jobs', index, 'makes'], message: 'must be there, because the graph has no lookup' };
    }
  }
}
