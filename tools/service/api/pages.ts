import { z } from '@hono/zod-openapi';
import { err, ok, type Result } from '../../base/model/index.js';
import type { Problem } from '../programs/index.js';
import { text } from './text.js';

/** Items of a page, unless the caller says how many. */
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** The query parameters of every list. */
export const PAGE = {
  after: text(2048).optional().describe('Where to go on: `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT).describe('The maximum number of items.'),
};

/** The schema of a page. */
export function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  return z.object({
    items: z.array(item),
    next: z.string().optional().describe('`after` of the next page; left out on the last one.'),
  });
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

/**
 * Makes a page of one item more than it shows.
 *
 * @param found up to `limit + 1` items
 * @param cursorOf where the page after an item begins
 */
export function page<Item>(found: readonly Item[], limit: number, cursorOf: (item: Item) => string): Page<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, next: encodeCursor(cursorOf(last)) } : { items };
}

/** A cursor says nothing to its reader, so that what it is made of can change. */
function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

const BAD_CURSOR: Problem = {
  status: 400,
  reason: 'bad-cursor',
  title: 'Bad cursor',
  detail: 'after must be `next` of the page before, unchanged',
  errors: [{ field: 'after', detail: 'is not a cursor of this list' }],
};

/** Reads a cursor. @returns undefined for the first page */
export function readCursor(after: string | undefined): Result<string | undefined, Problem> {
  if (after === undefined) return ok(undefined);
  const position = Buffer.from(after, 'base64url').toString();
  if (encodeCursor(position) === after && position.isWellFormed() && !position.includes('\0')) return ok(position);
  return err(BAD_CURSOR);
}

/** The same for a list whose positions are numbers. */
export function readNumberCursor(after: string | undefined): Result<number | undefined, Problem> {
  const position = readCursor(after);
  if (!position.ok || position.value === undefined) return position as Result<undefined, Problem>;
  const number = Number(position.value);
  return /^\d+$/.test(position.value) && Number.isSafeInteger(number) ? ok(number) : err(BAD_CURSOR);
}
