import * as z from 'zod';
import { dataDepSchema, lazily, partitionRefSchema, type Inferred } from '../../base/model/index.js';
import type { AttemptTask } from '../index.js';

/** One line of `DATABUILD_BATCH_FILE`: a task that the program has to do, as its config says. */
export const batchTaskSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(1),
    id: z.string().min(1).describe('Id of the task, by which its result is reported.'),
    outputs: z.array(partitionRefSchema()).min(1).readonly().describe('The refs to build.'),
    inputs: z.array(dataDepSchema()).readonly().describe('The refs that the task reads.'),
    args: z.array(z.string()).readonly(),
    env: z.record(z.string(), z.string()).describe('Variables of this task alone; the process does not have them.'),
    attempt: z.int().min(1).describe('Number of the attempt at this task.'),
    traceparent: z.string().optional().describe('W3C trace context of the attempt at this task.'),
  }),
);
type BatchTask = Inferred<typeof batchTaskSchema>;

/** The text of `DATABUILD_BATCH_FILE`. */
export function batchLines(tasks: readonly AttemptTask[]): string {
  const lines = tasks.map(({ task: { id, config }, number, traceparent }) => {
    const { outputs, inputs, args, env } = config;
    const line: BatchTask = {
      schemaVersion: 1,
      id,
      outputs,
      inputs,
      args,
      env,
      attempt: number,
      ...(traceparent !== undefined && { traceparent }),
    };
    return `${JSON.stringify(line)}\n`;
  });
  return lines.join('');
}
