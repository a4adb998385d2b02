import { err, ok, type Result } from '../../base/model/index.js';
import { idsOf, writeElements } from '../element_files.js';
import type { Engine, EngineBatch, EngineFailure, EngineLimits, Observation, Submitted } from '../engine.js';
import { Journal, type Submission } from '../journal.js';
import { divideArray, packAttempts, type AttemptArray } from '../pack.js';
import { readLogFrom } from '../read_log.js';
import { unlimited } from '../unlimited.js';
import { filePrefix, GRES_PREFIX, jobScript, sbatchArguments, type ArrayJob, type JobOptions } from './job_script.js';
import { QUEUE_FORMAT, readQueue, type ListedElement } from './read_queue.js';
import { DEFAULT_ARRAY_SIZE, readConfig } from './read_config.js';
import { readJobId } from './read_job_id.js';
import { refusalOf } from './refusals.js';
import { callTool, type ToolOptions } from './tools.js';

export interface SlurmEngineOptions extends ToolOptions {
  /** The folder in which it remembers what it has submitted. */
  readonly dir: string;
  /** What users choose about their jobs, by label; for a job that is not there, the defaults. */
  readonly jobOptions?: ReadonlyMap<string, JobOptions>;
  /** How many jobs may be queued or run, where an element of an array is a job; if absent, as many as the cluster allows. */
  readonly maxJobs?: number | undefined;
}

/** Every attempt has a job of its own. */
const DEFAULT_OPTIONS: JobOptions = { packMs: 0, slackMinutes: 5 };

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
  #maxJobs = Infinity;
  #gres: ReadonlySet<string> = new Set();
  /** How many jobs of the user the cluster has, as far as known: those that it listed and that have not ended, and those submitted since. */
  #used = 0;
  /** Ids of job arrays by their comment. */
  readonly #jobs = new Map<string, string>();

  constructor(options: SlurmEngineOptions) {
    this.#options = options;
    this.#journal = new Journal(options.dir, 'slurm.jsonl');
  }

  readonly limits = async (): Promise<Result<EngineLimits, EngineFailure>> => {
    await this.#journal.open();
    const printed = await callTool('scontrol', { args: ['show', 'config'] }, this.#options);
    if (!printed.ok) return printed;
    const { maxArraySize, maxJobCount, gres } = readConfig(printed.value);
    // The largest index is one less than the size.
    this.#maxElements = maxArraySize;
    // The last place stays free: Slurm refuses what would reach the limit.
    this.#maxJobs = Math.max(1, Math.min(this.#options.maxJobs ?? Infinity, maxJobCount - 1));
    this.#gres = new Set(gres);
    const resources = unlimited(['cpu', 'memory_mb', ...gres, ...gres.map((name) => GRES_PREFIX + name)]);
    // The cluster counts jobs, and one job makes many attempts if they are short.
    return ok({ inFlight: Infinity, batch: Infinity, resources, sharesFiles: true });
  };

  readonly submit = async (batch: EngineBatch): Promise<Submitted> => {
    await this.#journal.open();
    if (batch.attempts.some(({ id }) => this.#journal.find(id) !== undefined)) {
      const queue = await this.#queue();
      if (!queue.ok) return { accepted: [], failure: queue.error };
    }
    const { known = [], waiting = [] } = Object.groupBy(batch.attempts, ({ id }) =>
      this.#isKnown(id) ? 'known' : 'waiting',
    );
    const accepted = known.map(({ id }) => id);
    const arrays = packAttempts(waiting, {
      packMsOf: (job) => this.#optionsOf(job).packMs,
      maxElements: this.#maxElements,
    });
    for (let array = arrays.shift(); array !== undefined; array = arrays.shift()) {
      const room = this.#maxJobs - this.#used;
      const { length } = array.elements;
      if (room <= 0) return { accepted, failure: this.#full() };
      if (length > room) {
        arrays.unshift(...divideArray(array, room));
        continue;
      }
      const failure = await this.#submitArray(batch, array);
      if (failure === undefined) for (const id of idsOf(array).flat()) accepted.push(id);
      // Slurm takes an array whole or not at all. A part of it may fit.
      else if (failure.reason === 'engine-full' && length > 1)
        arrays.unshift(...divideArray(array, Math.ceil(length / 2)));
      else return { accepted, failure };
    }
    return { accepted };
  };

  #full(): EngineFailure {
    const detail = `it has ${String(this.#used)} jobs of yours, and ${String(this.#maxJobs)} are allowed`;
    return { reason: 'engine-full', engine: 'slurm', detail };
  }

  /** Whether Slurm was seen to have the attempt. */
  #isKnown(attempt: string): boolean {
    const submission = this.#journal.find(attempt);
    return submission !== undefined && this.#jobs.has(submission.comment);
  }

  #optionsOf(job: string): JobOptions {
    return this.#options.jobOptions?.get(job) ?? DEFAULT_OPTIONS;
  }

  async #submitArray(batch: EngineBatch, array: AttemptArray): Promise<EngineFailure | undefined> {
    const commentOf = (number: number): string => `databuild:${batch.id}:${String(number)}`;
    let number = 0;
    while (this.#journal.has(commentOf(number))) number++;
    const job: ArrayJob = { batch, number, array, comment: commentOf(number) };
    await writeElements(filePrefix(job), array);
    await this.#journal.note(batch.id, job.comment, idsOf(array));
    const args = sbatchArguments(job, this.#optionsOf(array.job), this.#gres);
    const call = { args, stdin: jobScript(job), env: batch.env };
    const submitted = await callTool('sbatch', call, this.#options);
    if (!submitted.ok) return this.#judgeRefusal(submitted.error, job);
    this.#used += array.elements.length;
    const id = readJobId(submitted.value);
    // Without it, the job is known when `squeue` lists its comment.
    if (id !== undefined) this.#jobs.set(job.comment, id);
    return undefined;
  }

  /** What a refusal of `sbatch` means for the array. @returns nothing if Slurm has it nevertheless */
  async #judgeRefusal(failure: EngineFailure, { comment, array }: ArrayJob): Promise<EngineFailure | undefined> {
    if (failure.reason === 'engine-full') {
      // If this process was slow, `sbatch` has tried again before it was ended.
      const queue = await this.#queue();
      if (!queue.ok) return queue.error;
      return this.#jobs.has(comment) ? undefined : failure;
    }
    if (failure.reason !== 'engine-refused' || refusalOf(failure.detail) !== 'limit') return failure;
    const full = { ...failure, reason: 'engine-full' } as const;
    if (array.elements.length > 1) return full;
    const queue = await this.#queue();
    if (!queue.ok) return queue.error;
    // If nothing of the user is in the queue, nothing ends that could make room.
    return [...queue.value.values()].some((state) => state === 'queued' || state === 'running') ? full : failure;
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
    const listed = readQueue(printed.value);
    if (listed === undefined) {
      return err({ reason: 'engine-unreachable', engine: 'slurm', detail: 'squeue: its answer is cut off' });
    }
    this.#used = listed.filter(({ state }) => state !== 'gone').length;
    const states = new Map<string, Observation['state']>();
    for (const { job, index, state, comment } of listed) {
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

  readonly forget = (batches: readonly string[]): Promise<void> => this.#journal.forget(batches);

  readonly close = (): Promise<void> => Promise.resolve();
}

function placeOf({ comment, index }: Pick<ListedElement, 'comment' | 'index'> | Submission): string {
  return `${comment}#${String(index)}`;
}
