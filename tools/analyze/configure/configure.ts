import { askAll, type Answer, type AskFailure, type AskOptions, type Question } from '../ask/index.js';
import { explainShape, type ShapeProblem } from '../../base/json/index.js';
import {
  configuringOf,
  configureOutputSchema,
  err,
  isConfigureOutput,
  matchPattern,
  ok,
  patternsOf,
  type JobDescriptor,
  type PartitionRef,
  type Result,
  type TaskConfig,
  type WrittenJobConfig,
} from '../../base/model/index.js';
import type { Mask, Secrets } from '../../base/secrets/index.js';
import { Claims } from './claims.js';
import { Configs } from './configs.js';
import type { ClaimingConfig, ConfigureFailure, RefInTwoConfigs, TemplateFailure } from './failure.js';
import { fillInTemplate, NO_ENV } from './fill_in.js';
import { areInOrder } from './in_order.js';
import { readConfigs } from './read_configs.js';

export interface ConfigureDeps {
  readonly ask: AskOptions;
}

export interface AskJobsDeps extends ConfigureDeps {
  /** Where the configs of the answers are added. */
  readonly configs: Configs;
}

/** A job, and the refs that it must make, without duplicates. */
export interface ConfigureRequest {
  readonly job: JobDescriptor;
  readonly refs: readonly PartitionRef[];
}

/** The answer of one job. */
export interface Configured {
  readonly job: JobDescriptor;
  /** Numbers of its configs, in the order of the answer. */
  readonly configs: readonly number[];
  /** The requested refs, without those that `failures` account for. */
  readonly refs: readonly PartitionRef[];
  /** The processes that failed, and the refs that the job's template does not fit. */
  readonly failures: readonly (AskFailure | TemplateFailure)[];
}

/**
 * Calls `configure` of one job for some refs, or fills in its template.
 *
 * @param refs without duplicates; if the job has patterns, each must match one, as in a graph
 * @returns configs that together make every ref, in the order of the answer, or everything that is wrong with it
 */
export async function configure(
  job: JobDescriptor,
  refs: readonly PartitionRef[],
  { ask }: ConfigureDeps,
): Promise<Result<TaskConfig[], ConfigureFailure[]>> {
  const { label, makes } = job;
  const unmatched = makes === undefined ? [] : refs.filter((ref) => !matchesOne(job, ref));
  if (makes !== undefined && unmatched.length > 0 && configuringOf(job).by === 'program') {
    return err([{ reason: 'template-no-pattern', job: label, refs: unmatched, makes }]);
  }
  const configs = new Configs();
  const claims = new Claims(configs);
  const answers = await askJobs([{ job, refs }], { ask, configs });
  const failures = answers.flatMap((answer) => claimConfigs(answer, claims, ask.secrets));
  if (failures.length > 0) return err(failures);
  return ok(Array.from({ length: claims.size }, (_, claim) => configs.config(claims.configOf(claim))));
}

/**
 * Calls `configure` of several jobs in parallel, and fills in the templates of those that have no program.
 *
 * @returns their answers, in the order of the requests
 */
export async function askJobs(
  requests: readonly ConfigureRequest[],
  { ask, configs }: AskJobsDeps,
): Promise<Configured[]> {
  const questions = new Map(requests.flatMap((request) => questionOf(request, configs)));
  const answers = await askAll([...questions.values()], ask);
  const answersOf = new Map([...questions.keys()].map((request, index) => [request, answers[index] ?? []]));
  return requests.map((request) => {
    const { job, refs } = request;
    const answered = answersOf.get(request);
    return answered === undefined ? { job, ...fillInTemplate(job, refs, configs) } : readAnswers(job, refs, answered);
  });
}

/** A request with the question to its job's program; nothing if the job has no program. */
function questionOf(request: ConfigureRequest, configs: Configs): [ConfigureRequest, Question<number[]>][] {
  const { job, refs } = request;
  const { label, refsFrom, run } = job;
  const configuring = configuringOf(job);
  if (configuring.by !== 'program') return [];
  const { executable } = configuring;
  const worker = job.workers?.includes('configure') ?? false;
  const read = (stdout: Buffer): number[] | undefined => readConfigs(stdout, configs, run);
  const validate = (answer: unknown): Result<number[], ShapeProblem> => {
    const checked = checkShape(answer);
    return checked.ok ? ok(checked.value.map((config) => configs.add(complete(config, job)))) : checked;
  };
  return [[request, { what: 'configure', label, executable, worker, refs, refsFrom, read, validate }]];
}

function checkShape(answer: unknown): Result<WrittenJobConfig[], ShapeProblem> {
  if (isConfigureOutput(answer)) return ok(answer);
  const checked = configureOutputSchema().safeParse(answer);
  return checked.success ? ok(checked.data) : err(explainShape(checked.error, answer));
}

function readAnswers(
  job: JobDescriptor,
  asked: readonly PartitionRef[],
  answers: readonly Answer<number[]>[],
): Configured {
  const configs: number[] = [];
  const failures: AskFailure[] = [];
  const answered: (readonly PartitionRef[])[] = [];
  for (const { outcome, refs } of answers) {
    if (!outcome.ok) {
      failures.push(outcome.error);
      continue;
    }
    answered.push(refs);
    for (const config of outcome.value) configs.push(config);
  }
  return { job, configs, refs: failures.length === 0 ? asked : answered.flat(), failures };
}

/**
 * Adds the configs of an answer to the claims, in the order of the answer.
 *
 * @returns everything that is wrong; valid configs are added to the claims anyway
 */
export function claimConfigs(
  { job, configs, refs, failures: unanswered }: Configured,
  claims: Claims,
  secrets: Secrets | undefined,
): ConfigureFailure[] {
  const failures: ConfigureFailure[] = [...unanswered];
  const contested = new Set<PartitionRef>();
  for (const config of configs) {
    for (const failure of claims.add(job, config)) {
      failures.push(secrets === undefined ? failure : maskArgs(failure, secrets.mask));
      for (const ref of failure.refs) contested.add(ref);
    }
  }
  const areMade = contested.size === 0 && configs.length === refs.length && areInOrder(refs, configs, claims.configs);
  const missing = areMade ? [] : refs.filter((ref) => !contested.has(ref) && !isMadeBy(job, ref, claims));
  if (missing.length > 0) failures.push({ reason: 'configure-ref-missing', job: job.label, refs: missing });
  return failures;
}

function matchesOne(job: JobDescriptor, ref: PartitionRef): boolean {
  return patternsOf(job).some((pattern) => matchPattern(pattern, ref) !== undefined);
}

function isMadeBy(job: JobDescriptor, ref: PartitionRef, claims: Claims): boolean {
  const claim = claims.of(ref);
  return claim !== undefined && claims.jobOf(claim) === job;
}

function maskArgs({ first, second, ...failure }: RefInTwoConfigs, mask: Mask): RefInTwoConfigs {
  const masked = (config: ClaimingConfig): ClaimingConfig => ({ ...config, args: config.args.map((arg) => mask(arg)) });
  return { ...failure, first: masked(first), second: masked(second) };
}

/** Fills in the defaults of a config, as `readConfigs` does. */
function complete(config: WrittenJobConfig, job: JobDescriptor): TaskConfig {
  const { outputs, inputs = [], args = [], env = NO_ENV, executable = job.run } = config;
  return { outputs, inputs, args, env, executable };
}
