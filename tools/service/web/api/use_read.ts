import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { withQuery } from '../addresses.js';
import type { LiveEvent } from './live.js';
import { resourceAt, type Read } from './resource.js';
import type { Page } from './types.js';

export interface Reading<Value> extends Read<Value> {
  readonly reload: () => void;
}

const never = (): boolean => false;

/**
 * What the service answers at a path, now and after every event that changes it.
 *
 * @param path below `/api/v1`
 * @param changes whether an event changes it
 */
export function useRead<Value>(path: string, changes: (event: LiveEvent) => boolean = never): Reading<Value> {
  const resource = useMemo(() => resourceAt<Value>(path), [path]);
  const newest = useRef(changes);
  newest.current = changes;
  useEffect(() => resource.use((event) => newest.current(event)), [resource]);
  return { ...resource.read.value, reload: () => void resource.reload() };
}

/** A list of the API, as far as it is shown. */
export interface ListReading<Item> extends Reading<readonly Item[]> {
  /** Shows more; left out if all is shown. */
  readonly more?: (() => void) | undefined;
  /** `after` of what follows, if more than a page of the API can have is there. */
  readonly next?: string | undefined;
}

const FIRST = 50;

/** The longest page of the API. */
const MOST = 1000;

/**
 * A list of the API, from its beginning or from `after` on: one read for all that is shown, so that it stays right while it
 * changes.
 *
 * @param query parameters of the call; undefined ones are left out
 */
export function useList<Item>(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  changes?: (event: LiveEvent) => boolean,
): ListReading<Item> {
  const begin = withQuery(path, query);
  const [limits, setLimits] = useState<Readonly<Record<string, number>>>({});
  const limit = limits[begin] ?? FIRST;
  const read = useRead<Page<Item>>(withQuery(path, { ...query, limit: String(limit) }), changes);
  // What was shown stays until there is more.
  const shown = useRef<{ readonly begin: string; readonly page: Page<Item> }>();
  if (read.value !== undefined) shown.current = { begin, page: read.value };
  const page = read.value ?? (shown.current?.begin === begin ? shown.current.page : undefined);
  const hasMore = page?.next !== undefined && limit < MOST;
  const more = (): void => {
    setLimits({ ...limits, [begin]: Math.min(limit * 4, MOST) });
  };
  return {
    ...read,
    value: page?.items,
    more: hasMore ? more : undefined,
    next: hasMore ? undefined : page?.next,
  };
}
