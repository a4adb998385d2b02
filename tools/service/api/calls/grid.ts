import { z } from '@hono/zod-openapi';
import { err, ok } from '../../../base/model/index.js';
import { CELL_STATES } from '../../grid/index.js';
import { call } from '../call.js';
import { ONE_GRAPH, programOf } from '../graph_of.js';
import { badRequest } from '../problems.js';
import { text } from '../text.js';

const MARKS = Object.entries(CELL_STATES)
  .map(([mark, state]) => `\`${mark}\` ${state}`)
  .join(', ');

const gridSchema = z
  .object({
    job: z.string(),
    pattern: z.string(),
    rowName: z.string(),
    columnName: z.string().optional(),
    rows: z.array(z.string()).readonly().describe('The values of the rows, in the order of texts.'),
    columns: z.array(z.string()).readonly(),
    cells: z
      .array(z.string())
      .readonly()
      .describe(`A text for each row, with one character for each column: ${MARKS}.`),
    counts: z.record(z.string(), z.int()).describe('How many cells have each state.'),
  })
  .openapi('Grid');

export const GRID_CALLS = [
  call({
    id: 'getGrid',
    method: 'get',
    path: '/graphs/{graph}/grid',
    tag: 'Partitions',
    summary:
      'Shows the partitions of a job by two names of its pattern, one character a cell. Stale is what another major version of the job made; what is stale because of its inputs, only a plan or an explanation says. Running and failed are from the newest builds.',
    action: 'read',
    params: ONE_GRAPH,
    query: z.strictObject({
      job: text(1024).describe('Label of the job.'),
      rows: text(256).optional().describe('Name of the rows; left out: the last but one of the pattern.'),
      columns: text(256).optional().describe('Name of the columns; left out: the last one.'),
      at: text(2048)
        .optional()
        .describe('What other names of the pattern stand for: `NAME=VALUE`, with commas between them.'),
    }),
    timeoutMs: 120_000,
    answer: { status: 200, schema: gridSchema, about: 'The grid.' },
    problems: [404, 422],
    example: { query: { job: '//test:report' } },
    handle: async ({ params: { graph }, query: { job, rows, columns, at } }, parts) => {
      const program = await programOf(graph, parts);
      if (!program.ok) return program;
      const bound = new Map<string, string>();
      for (const each of at === undefined || at === '' ? [] : at.split(',')) {
        const equals = each.indexOf('=');
        if (equals < 1) return err(badRequest('bad-at', `at has ${JSON.stringify(each)}; write NAME=VALUE`));
        bound.set(each.slice(0, equals), each.slice(equals + 1));
      }
      const drawn = await parts.grids.draw(program.value, { job, rows, columns, at: bound });
      return drawn.ok ? ok(drawn.value) : drawn;
    },
  }),
];
