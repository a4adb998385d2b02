import { err, FILE_NAME, isObject, ok, TASK_ID, type Result, type Task } from '../../base/model/index.js';
import type { AttemptTask } from '../index.js';

/** One attempt that a program is asked to make: a line of the file that an engine gives it. */
export interface AttemptRequest {
  /** Id of the attempt, unique for ever. It names its files. */
  readonly id: string;
  readonly buildId: string;
  /** Tasks of one job, in the order of the plan. More than one only if the job takes its tasks in batches. */
  readonly tasks: readonly RequestedTask[];
}

export interface RequestedTask {
  readonly id: string;
  /** Number of the task's attempt, from 1. */
  readonly number: number;
  /** W3C trace context of the task's attempt. */
  readonly traceparent?: string | undefined;
  /** Token of the lease that the caller holds for the task. */
  readonly token?: number | undefined;
}

/** One JSON object per line. */
export function requestLines(requests: readonly AttemptRequest[]): string {
  return requests.map((request) => `${JSON.stringify(request)}\n`).join('');
}

/** Reads such lines. @returns the requests, or the number of the first line that is none */
export function readRequests(text: string): Result<AttemptRequest[], number> {
  const requests: AttemptRequest[] = [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [index, line] of lines.entries()) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return err(index + 1);
    }
    if (!isRequest(value)) return err(index + 1);
    requests.push(value);
  }
  return ok(requests);
}

function isRequest(value: unknown): value is AttemptRequest {
  if (!isObject(value)) return false;
  const { id, buildId, tasks } = value;
  return isFileName(id) && isFileName(buildId) && Array.isArray(tasks) && tasks.length > 0 && tasks.every(isTask);
}

function isTask(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, number, traceparent, token } = value;
  return (
    typeof id === 'string' &&
    TASK_ID.test(id) &&
    isCount(number) &&
    (traceparent === undefined || typeof traceparent === 'string') &&
    (token === undefined || isCount(token))
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isFileName(value: unknown): boolean {
  return typeof value === 'string' && FILE_NAME.test(value);
}

/** The tasks of an attempt as its program gets them. @param tasks those of the request, in its order */
export function asTried({ tasks: requested }: AttemptRequest, tasks: readonly Task[]): AttemptTask[] {
  return tasks.map((task, at) => {
    const { number = 1, traceparent } = requested[at] ?? {};
    return { task, number, traceparent };
  });
}
