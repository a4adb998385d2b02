import type { JobGraph, Plan } from '../model/index.js';

/** A chunk is handed on when it has this many characters. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * Writes a plan or a job graph as JSON text, one task and one pruned ref a line, so that it can be read, compared and
 * written without ever being one string.
 */
export function* writePlan(plan: Plan | JobGraph): Generator<string, void, undefined> {
  let text = '';
  for (const line of lines(plan)) {
    text += line;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

function* lines(plan: Plan | JobGraph): Generator<string, void, undefined> {
  const { schemaVersion, graph, outputs, tasks, ...rest } = plan;
  yield `{"schemaVersion":${String(schemaVersion)},"graph":${JSON.stringify(graph)},\n`;
  yield* list('outputs', outputs);
  yield* list('tasks', tasks, ',\n');
  if ('pruned' in rest) {
    yield* list('pruned', rest.pruned, ',\n');
    yield `,\n"catalog":${JSON.stringify(rest.catalog)}`;
  }
  yield '}\n';
}

function* list(name: string, items: readonly unknown[], before = ''): Generator<string, void, undefined> {
  yield `${before}"${name}":[`;
  let separator = '\n';
  for (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',\n';
  }
  yield '\n]';
}
