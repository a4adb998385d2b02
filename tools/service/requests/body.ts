import { hash } from 'node:crypto';
import * as z from 'zod';
import { lazily, partitionRefSchema, validitySchema, type Inferred } from '../../base/model/index.js';

/** More refs than this are asked for by a pattern. */
export const MOST_REFS = 1_000_000;

const refsSchema = lazily(() => z.array(partitionRefSchema()).max(MOST_REFS));

export const modeSchema = lazily(() =>
  z.strictObject({
    validity: validitySchema().optional().describe("What makes a partition valid; left out: each job's own."),
    force: refsSchema().optional().describe('Refs that are made again even if they are valid.'),
    forceDownstream: refsSchema()
      .optional()
      .describe('Refs that are made again together with every requested partition downstream of them.'),
    refresh: refsSchema()
      .optional()
      .describe(
        'Refs whose data changed at the source: they are made again, and of what is requested downstream of them, what then reads other data.',
      ),
    reread: refsSchema()
      .optional()
      .describe(
        'Refs that have been made again: what is requested downstream of them is made again if it would read other data.',
      ),
    optimistic: z
      .boolean()
      .optional()
      .describe(
        'After a failure, go on with every task that does not depend on it; in a backfill, with the next build.',
      ),
  }),
);

/** What somebody asks a graph for. */
export const requestBodySchema = lazily(() =>
  z
    .strictObject({
      refs: refsSchema().optional().describe('The partitions.'),
      match: z.string().min(1).optional().describe('A pattern of expected partitions, such as `report/month={month}`.'),
      from: z.string().min(1).optional().describe('The lower bound of a selection: `[NAME=]TEXT`.'),
      to: z.string().min(1).optional().describe('The upper bound of a selection: `[NAME=]TEXT`.'),
      mode: modeSchema().default({}),
      priority: z.int().min(-1_000_000).max(1_000_000).default(0).describe('Higher ones start first.'),
      note: z.string().max(10_000).optional().describe('Why, for people.'),
      size: z
        .int()
        .min(1)
        .optional()
        .describe('Makes it a backfill, which is cut into builds of at most this many tasks.'),
      approve: z
        .enum(['policy', 'always', 'never'])
        .default('policy')
        .describe(
          'Whether a person approves the plan: `policy` (only a plan of many tasks), `always`, or `never` (nobody is asked).',
        ),
    })
    .check((context) => {
      const { refs, match, from, to, mode, size } = context.value;
      if (size !== undefined && ((mode.refresh?.length ?? 0) > 0 || (mode.reread?.length ?? 0) > 0)) {
        context.issues.push({
          ...{ code: 'custom', input: size, path: ['size'] },
          message:
            'cuts the request into builds, across which data cannot be compared; leave size out, or refresh and reread',
        });
      }
      if ((refs?.length ?? 0) > 0 || [match, from, to].some((each) => each !== undefined)) return;
      context.issues.push({
        ...{ code: 'custom', input: refs, path: ['refs'] },
        message: 'names no partition; give refs, or a selection by match, from or to',
      });
    }),
);
export type RequestBody = z.input<ReturnType<typeof requestBodySchema>>;
export type CheckedBody = Inferred<typeof requestBodySchema>;

/** The same for bodies that say the same, whatever the order of their fields. */
export function bodyDigest(graph: string, body: CheckedBody): string {
  return hash('sha256', JSON.stringify([graph, body], inOrder));
}

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a request asks for, short enough for lists. */
export interface Wanted {
  /** The first refs. */
  readonly refs?: readonly string[];
  /** How many refs are named. */
  readonly count?: number;
  readonly match?: string;
  readonly from?: string;
  readonly to?: string;
}

const SHOWN = 3;

export function wantedOf({ refs, match, from, to }: CheckedBody): Wanted {
  return {
    ...(refs !== undefined && { refs: refs.slice(0, SHOWN), count: refs.length }),
    ...(match !== undefined && { match }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}
