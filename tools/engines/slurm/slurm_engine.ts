import { join } from 'node:path';
import { ok, type Result } from '../../base/model/index.js';
import { idsOf, writeElements } from '../element_files.js';
import type { Engine, EngineBatch, EngineFailure, EngineLimits, Observation, Submitted } from '../engine.js';
import { Journal, type Submission } from '../journal.js';
import { packAttempts } from '../pack.js';
import { readLogFrom } from '../read_log.js';
import { filePrefix, jobScript, sbatchArguments, type ArrayJob, type JobOptions } from './job_script.js';
import { QUEUE_FORMAT, readQueue, type ListedElement } from './states.js';
import { callTool, type ToolOptions } from './tools.js';

export interface SlurmEngineOptions extends ToolOptions {
  /** The folder in which it remembers what it has submitted. */
  readonly dir: string;
  /** What users choose about their jobs, by label; for a job that is not there, the defaults. */
  readonly jobOptions?: ReadonlyMap<string, JobOptions>;
  /** How many attempts may be queued or run; if absent, as many as the cluster allows jobs. */
  readonly maxJobs?: number | undefined;
}

/** Limits where the cluster names none: those of Slurm by default. */
const DEFAULT_ARRAY_SIZE = 1001;
const DEFAULT_JOB_COUNT = 10_000;

/** Every attempt has a job of its own. */
const DEFAULT_OPTIONS: JobOptions = { packMs: 0, slackMinutes: 5 };

/** The largest number that a resource may have. */
const UNLIMITED = 2 ** 31 - 1;

/** How many jobs one call of `scancel` ends. */
const CANCELLED_AT_ONCE = 500;

/** Submits attempts to Slurm as job arrays, by its command line programs. */
export function slurmEngine(options: SlurmEngineOptions): Engine {
  return new SlurmEngine(options);
}

class SlurmEngine implements Engine {
  readonly name = 'slurm';
  readonly log = readLogFrom;
  readonly #options: SlurmEngineOptions;
  readonly #journal: Journal;
  #maxElements = DEFAULT_ARRAY_SIZE;
  /** Ids of job arrays by their comment. */
  readonly #jobs = new Map<string, string>();

  constructor(options: SlurmEngineOptions) {
    this.#options = options;
    this.#journal = new Journal(join(options.dir, 'slurm.jsonl'));
  }

  readonly limits = async (): Promise<Result<EngineLimits, EngineFailure>> => {
    await this.#journal.open();
    const config = await callTool('scontrol', { args: ['show', 'config'] }, this.#options);
    if (!config.ok) return config;
    const valueOf = (name: string): string | undefined => {
      return new RegExp(`^${name}\\s*=\\s*(.*)$`, 'm').exec(config.value)?.[1]?.trim();
    };
    // The largest index is one less than the size.
    this.#maxElements = Number(valueOf('MaxArraySize') ?? DEFAULT_ARRAY_SIZE);
    const jobCount = Number(valueOf('MaxJobCount') ?? DEFAULT_JOB_COUNT);
    const gres = (valueOf('GresTypes') ?? '').split(',').filter((name) => name !== '' && name !== '(null)');
    const inFlight = Math.min(this.#options.maxJobs ?? jobCount, jobCount);
    const resources = new Map(['cpu', 'memory_mb', ...gres].map((name) => [name, UNLIMITED]));
    return ok({ inFlight, batch: inFlight, resources, sharesFiles: true });
  };

  readonly submit = async (batch: EngineBatch): Promise<Submitted> => {
    await this.#journal.open();
    const noted = batch.attempts.flatMap(({ id }) => this.#journal.find(id) ?? []);
    if (noted.length > 0) {
      const queue = await this.#queue();
      if (!queue.ok) return { accepted: [], failure: queue.error };
    }
    const arrays = packAttempts(batch.attempts, {
      packMsOf: (job) => this.#optionsOf(job).packMs,
      maxElements: this.#maxElements,
    });
    const accepted: string[] = [];
    for (const [number, array] of arrays.entries()) {
      const comment = `databuild:${batch.id}:${String(number)}`;
      const ids = array.elements.flatMap((element) => element.map(({ id }) => id));
      if (!this.#jobs.has(comment)) {
        const failure = await this.#submitArray({ batch, number, array, comment });
        if (failure !== undefined) return { accepted, failure };
      }
      for (const id of ids) accepted.push(id);
    }
    return { accepted };
  };

  #optionsOf(job: string): JobOptions {
    return this.#options.jobOptions?.get(job) ?? DEFAULT_OPTIONS;
  }

  async #submitArray(job: ArrayJob): Promise<EngineFailure | undefined> {
    const { batch, array, comment } = job;
    await writeElements(filePrefix(job), array);
    await this.#journal.note(comment, idsOf(array));
    const call = { args: sbatchArguments(job, this.#optionsOf(array.job)), stdin: jobScript(job), env: batch.env };
    const submitted = await callTool('sbatch', call, this.#options);
    if (!submitted.ok) return submitted.error;
    // `--parsable` prints the id, and the cluster behind a semicolon.
    this.#jobs.set(comment, submitted.value.trim().split(';')[0] ?? '');
    return undefined;
  }

  readonly observe = async (
    ids: readonly string[],
  ): Promise<Result<ReadonlyMap<string, Observation>, EngineFailure>> => {
    await this.#journal.open();
    const queue = await this.#queue();
    if (!queue.ok) return queue;
    return ok(
      new Map(
        ids.flatMap((id): [string, Observation][] => {
          const submission = this.#journal.find(id);
          if (submission === undefined) return [];
          // Slurm forgets jobs some minutes after their end.
          const state = queue.value.get(placeOf(submission)) ?? 'gone';
          return [[id, { state }]];
        }),
      ),
    );
  };

  /** The state of every element that Slurm knows, and the ids of their jobs. */
  async #queue(): Promise<Result<ReadonlyMap<string, Observation['state']>, EngineFailure>> {
    const args = ['--noheader', '--array', '--me', '--states=all', `--format=${QUEUE_FORMAT}`];
    const printed = await callTool('squeue', { args }, this.#options);
    if (!printed.ok) return printed;
    const states = new Map<string, Observation['state']>();
    for (const { job, index, state, comment } of readQueue(printed.value)) {
      this.#jobs.set(comment, job);
      states.set(placeOf({ comment, index }), state);
    }
    return ok(states);
  }

  readonly cancel = async (ids: readonly string[]): Promise<void> => {
    await this.#journal.open();
    const elements = new Set<string>();
    for (const id of ids) {
      const submission = this.#journal.find(id);
      const job = submission === undefined ? undefined : this.#jobs.get(submission.comment);
      if (job !== undefined && submission !== undefined) elements.add(`${job}_${String(submission.index)}`);
    }
    const all = [...elements];
    for (let from = 0; from < all.length; from += CANCELLED_AT_ONCE) {
      await callTool('scancel', { args: ['--quiet', ...all.slice(from, from + CANCELLED_AT_ONCE)] }, this.#options);
    }
  };

  readonly close = (): Promise<void> => Promise.resolve();
}

function placeOf({ comment, index }: Pick<ListedElement, 'comment' | 'index'> | Submission): string {
  return `${comment}#${String(index)}`;
}
