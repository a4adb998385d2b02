import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { LineBlocks } from '../../base/json/index.js';
import { err, ok, type Estimate, type Reason, type Result } from '../../base/model/index.js';
import { errorCode, writeAtomically } from '../../base/runtime/index.js';
import type { RunFiles } from '../builds/index.js';
import { taskOf, type PlanFileProblem } from './plan_stream.js';

/** Between two tasks whose place is known. */
export const PAGE_STRIDE = 100;

/** Where the tasks of a plan are in its file. */
export interface PlanPages {
  readonly formatVersion: 1;
  readonly tasks: number;
  readonly stride: number;
  /** Of the first task and of each task `stride` after another, in bytes. */
  readonly offsets: readonly number[];
}

/** A task as a list of tasks shows it. */
export interface PreviewTask {
  /** Its place in the plan, from 0. */
  readonly number: number;
  readonly id: string;
  readonly job: string;
  /** The first partitions that it makes. */
  readonly outputs: readonly string[];
  /** How many it makes. */
  readonly outputCount: number;
  readonly reason: Reason;
  /** It runs only if the data of its inputs turns out to be different. */
  readonly ifInputsChange?: true;
  readonly estimate?: Estimate;
}

const SHOWN_OUTPUTS = 100;

/** @throws system errors, with their code */
export async function writePages(path: string, pages: PlanPages): Promise<void> {
  await writeAtomically(path, [`${JSON.stringify(pages)}\n`]);
}

/** Reads some tasks of a plan. The rest of the file is not read. @param from number of the first task */
export async function readPage(
  files: Pick<RunFiles, 'plan' | 'pages'>,
  from: number,
  limit: number,
): Promise<Result<PreviewTask[], PlanFileProblem>> {
  try {
    const { tasks, stride, offsets } = JSON.parse(await readFile(files.pages, 'utf8')) as PlanPages;
    const last = Math.min(from + limit, tasks);
    const start = offsets[Math.floor(from / stride)];
    if (from >= last || start === undefined) return ok([]);
    const page: PreviewTask[] = [];
    let number = from - (from % stride);
    const blocks = new LineBlocks();
    for await (const chunk of createReadStream(files.plan, { start })) {
      // The last task has a line feed, too, before the end of the plan.
      const lines =
        blocks
          .take(chunk as Buffer)
          ?.toString()
          .split('\n')
          .slice(0, -1) ?? [];
      for (const line of lines) {
        if (number >= from) page.push(previewTask(number, line));
        if (++number >= last) return ok(page);
      }
    }
    return err({ reason: 'plan-layout', path: files.plan });
  } catch (error) {
    if (error instanceof SyntaxError) return err({ reason: 'plan-layout', path: files.plan });
    return err({ reason: 'plan-unreadable', path: files.plan, code: errorCode(error) });
  }
}

function previewTask(number: number, line: string): PreviewTask {
  const { id, job, config, reason, runsIf, estimate } = taskOf(line.replace(/,$/, ''));
  return {
    ...{ number, id, job, reason },
    outputs: config.outputs.slice(0, SHOWN_OUTPUTS),
    outputCount: config.outputs.length,
    ...(runsIf !== undefined && { ifInputsChange: true }),
    ...(estimate !== undefined && { estimate }),
  };
}
