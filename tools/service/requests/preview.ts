import { createHash } from 'node:crypto';
import { ok, type PlanEstimate, type Reason, type Result } from '../../base/model/index.js';
import { standingOf, streamPlan, taskOf, type PlanFileProblem, type TaskText } from './plan_stream.js';
import type { PlanSummary } from './plan_summary.js';
import { PAGE_STRIDE, type PlanPages } from './plan_pages.js';

export interface Preview {
  readonly id: string;
  /** The same for plans that run the same tasks with the same keys for the same kind of reasons. */
  readonly digest: string;
  /** Ids of all tasks. */
  readonly ids: readonly string[];
  readonly summary: PlanSummary;
  readonly pages: PlanPages;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface JobSums {
  readonly job: string;
  tasks: number;
  ifInputsChange: number;
  partitions: number;
  readonly reasons: Writable<PlanSummary['reasons']>;
}

/**
 * Reads a plan once, and counts what is in it.
 *
 * @param onOutputs called with the refs that each task makes
 */
export async function previewPlan(
  path: string,
  onOutputs: (refs: readonly string[]) => void,
): Promise<Result<Preview, PlanFileProblem>> {
  const sums = new Sums();
  const read = await streamPlan(path, {
    onField: (name, _place, value) => {
      sums.takeField(name, value);
    },
    onItem: (array) => {
      sums.takeItem(array);
    },
    onTask: (_id, place, text) => {
      const task = taskOf(text());
      sums.takeTask(task, place.offset);
      onOutputs(task.config.outputs);
    },
  });
  return read.ok ? ok(sums.preview()) : read;
}

class Sums {
  readonly #byJob = new Map<string, JobSums>();
  readonly #ids: string[] = [];
  readonly #offsets: number[] = [];
  readonly #digest = createHash('sha256');
  #id = '';
  #forecast: PlanEstimate | undefined;
  #requested = 0;
  #pruned = 0;

  takeField(name: string, value: () => string): void {
    if (name === 'id') this.#id = JSON.parse(value()) as string;
    if (name === 'estimate') this.#forecast = JSON.parse(value()) as PlanEstimate;
  }

  takeItem(array: string): void {
    if (array === 'outputs') this.#requested++;
    if (array === 'pruned') this.#pruned++;
  }

  takeTask(task: TaskText, offset: number): void {
    if (this.#ids.length % PAGE_STRIDE === 0) this.#offsets.push(offset);
    const { id, job, config, reason, runsIf } = task;
    this.#digest.update(`${id} ${standingOf(task)}\n`);
    this.#ids.push(id);
    let sums = this.#byJob.get(job);
    if (sums === undefined) {
      sums = { job, tasks: 0, ifInputsChange: 0, partitions: 0, reasons: {} };
      this.#byJob.set(job, sums);
    }
    sums.tasks++;
    sums.partitions += config.outputs.length;
    if (runsIf !== undefined) sums.ifInputsChange++;
    sums.reasons[reason.kind] = (sums.reasons[reason.kind] ?? 0) + 1;
  }

  preview(): Preview {
    const jobs = [...this.#byJob.values()];
    const reasons: Writable<PlanSummary['reasons']> = {};
    for (const job of jobs) {
      for (const [kind, count] of Object.entries(job.reasons) as [Reason['kind'], number][]) {
        reasons[kind] = (reasons[kind] ?? 0) + count;
      }
    }
    const ifInputsChange = jobs.reduce((sum, job) => sum + job.ifInputsChange, 0);
    const tasks = this.#ids.length;
    return {
      id: this.#id,
      digest: this.#digest.digest('hex'),
      ids: this.#ids,
      summary: {
        ...{ tasks, certain: tasks - ifInputsChange, ifInputsChange },
        ...{ requested: this.#requested, pruned: this.#pruned, reasons, jobs },
        ...(this.#forecast !== undefined && { forecast: this.#forecast }),
      },
      pages: { formatVersion: 1, tasks, stride: PAGE_STRIDE, offsets: this.#offsets },
    };
  }
}
