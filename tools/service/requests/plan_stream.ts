import { createReadStream } from 'node:fs';
import { LineBlocks } from '../../base/json/index.js';
import { err, ok, type Estimate, type Reason, type Result } from '../../base/model/index.js';
import { errorCode } from '../../base/runtime/index.js';
import { PlanLines, type PlanLinesTaker } from '../../plan/plan/index.js';

/** Why the file of a plan cannot be read. */
export type PlanFileProblem =
  | { readonly reason: 'plan-unreadable'; readonly path: string; readonly code: string }
  /** It is not complete, or not in the layout that `plan` writes. */
  | { readonly reason: 'plan-layout'; readonly path: string };

/** What the service reads of a task. */
export interface TaskText {
  readonly id: string;
  readonly job: string;
  readonly jobVersion: string;
  readonly config: { readonly outputs: readonly string[] };
  readonly dependsOn: readonly string[];
  readonly versionKey: string;
  readonly contentKey: string;
  readonly reason: Reason;
  readonly runsIf?: 'inputs-differ';
  readonly estimate?: Estimate;
}

/** A plan is of any size, so its text is never in memory as a whole. */
const CHUNK_BYTES = 256 * 1024;

/** Reads a plan from its beginning, and passes on what is in it. Other work goes on between the chunks. */
export async function streamPlan(path: string, taker: PlanLinesTaker): Promise<Result<undefined, PlanFileProblem>> {
  const lines = new PlanLines(taker);
  const blocks = new LineBlocks();
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      const block = blocks.take(chunk as Buffer);
      if (block !== undefined && lines.take(block) !== undefined) return err({ reason: 'plan-layout', path });
    }
  } catch (error) {
    return err({ reason: 'plan-unreadable', path, code: errorCode(error) });
  }
  const problem = lines.take(blocks.end());
  return problem === undefined && lines.ended ? ok(undefined) : err({ reason: 'plan-layout', path });
}

export function taskOf(text: string): TaskText {
  return JSON.parse(text) as TaskText;
}

/** What an approval of a task is about: a task with the same id and another standing is another task to those who approve it. */
export function standingOf({ jobVersion, versionKey, contentKey, reason, runsIf }: TaskText): string {
  return [jobVersion, versionKey, contentKey, reason.kind, runsIf].join(' ');
}
