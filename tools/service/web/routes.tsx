import type { ComponentChild } from 'preact';
import { matchRoute, type RouteParams } from './match_route.js';
import { Overview } from './pages/overview/overview.js';
import { Partition } from './pages/partition/partition.js';

/** Every page, by its address. The first route that matches counts. */
const ROUTES: readonly (readonly [route: string, show: (params: RouteParams) => ComponentChild])[] = [
  ['/', () => <Overview />],
  ['/graphs/{graph}/partition', ({ graph = '' }) => <Partition graph={graph} />],
];

/** The page of an address; undefined if there is none. */
export function pageAt(path: string): ComponentChild | undefined {
  for (const [route, show] of ROUTES) {
    const params = matchRoute(route, path);
    if (params !== undefined) return show(params);
  }
  return undefined;
}
