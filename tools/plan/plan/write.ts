import type { JobGraph, Plan } from '../../base/model/index.js';

/** A chunk is emitted when it has this many characters. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * Writes a plan or a job graph as JSON text, with one task or pruned ref per line, so that it can be read, compared
 * and written without ever being a single string.
 */
export function writePlan(plan: Plan | JobGraph): Generator<string, void, undefined> {
  return planText(plan);
}

/** The same for any fields of a plan. */
export function* planText(plan: JobGraph | Partial<Plan>): Generator<string, void, undefined> {
  let text = '';
  for (const part of parts(plan)) {
    text += part;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

function* parts(plan: JobGraph | Partial<Plan>): Generator<string, void, undefined> {
  let separator = '{';
  for (const [name, value] of Object.entries(plan)) {
    yield `${separator}${JSON.stringify(name)}:`;
    if (Array.isArray(value)) yield* items(value);
    else yield JSON.stringify(value);
    separator = ',\n';
  }
  yield '}\n';
}

/** The items of an array, one per line, in parts of about the size of a chunk. */
function* items(list: readonly unknown[]): Generator<string, void, undefined> {
  let text = '[';
  let separator = '\n';
  for (const item of list) {
    text += separator + JSON.stringify(item);
    separator = ',\n';
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield `${text}\n]`;
}
