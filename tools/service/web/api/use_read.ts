import { useEffect, useMemo } from 'preact/hooks';
import type { LiveEvent } from './live.js';
import { resourceAt, type Read } from './resource.js';

export interface Reading<Value> extends Read<Value> {
  readonly reload: () => void;
}

export const never = (): boolean => false;

/**
 * What the service answers at a path, now and after every event that changes it.
 *
 * @param path below `/api/v1`
 * @param changes whether an event changes it; the one of the first call counts
 */
export function useRead<Value>(path: string, changes: (event: LiveEvent) => boolean = never): Reading<Value> {
  const resource = useMemo(() => resourceAt<Value>(path), [path]);
  useEffect(() => resource.use(changes), [resource]);
  return { ...resource.read.value, reload: () => void resource.reload() };
}

/** A list of the API that is read page by page. */
export interface PagedReading<Item> extends Reading<readonly Item[]> {
  /** Reads more; left out if everything is shown. */
  readonly more?: () => void;
}
