import type { ComponentChild } from 'preact';
import { matchRoute, type RouteParams } from './match_route.js';
import { Activity } from './pages/activity/activity.js';
import { Build } from './pages/build/build.js';
import { Builds } from './pages/builds/builds.js';
import { Deployment } from './pages/deployment/deployment.js';
import { Deployments } from './pages/deployments/deployments.js';
import { Log } from './pages/log/log.js';
import { Graph } from './pages/graph/graph.js';
import { Grid } from './pages/grid/grid.js';
import { Lineage } from './pages/lineage/lineage.js';
import { Overview } from './pages/overview/overview.js';
import { Partition } from './pages/partition/partition.js';
import { Pools } from './pages/pools/pools.js';
import { NewRequest } from './pages/request/new_request.js';
import { Request } from './pages/request/request.js';
import { Requests } from './pages/requests/requests.js';
import { Trigger } from './pages/trigger/trigger.js';
import { Triggers } from './pages/triggers/triggers.js';

/** Every page, by its address. The first route that matches counts. */
const ROUTES: readonly (readonly [route: string, show: (params: RouteParams) => ComponentChild])[] = [
  ['/', () => <Overview />],
  ['/graphs/{graph}', ({ graph = '' }) => <Graph key={graph} graph={graph} />],
  ['/graphs/{graph}/grid', ({ graph = '' }) => <Grid graph={graph} />],
  ['/graphs/{graph}/lineage', ({ graph = '' }) => <Lineage graph={graph} />],
  ['/graphs/{graph}/partition', ({ graph = '' }) => <Partition graph={graph} />],
  ['/requests', () => <Requests />],
  ['/requests/new', () => <NewRequest />],
  ['/requests/{request}', ({ request = '' }) => <Request id={request} />],
  ['/builds', () => <Builds />],
  ['/builds/{build}', ({ build = '' }) => <Build id={build} />],
  ['/builds/{build}/log', ({ build = '' }) => <Log build={build} />],
  ['/triggers', () => <Triggers />],
  ['/graphs/{graph}/triggers/{name}', ({ graph = '', name = '' }) => <Trigger graph={graph} name={name} />],
  ['/deployments', () => <Deployments />],
  ['/deployments/{digest}', ({ digest = '' }) => <Deployment digest={digest} />],
  ['/pools', () => <Pools />],
  ['/activity', () => <Activity />],
];

/** The page of an address; undefined if there is none. */
export function pageAt(path: string): ComponentChild | undefined {
  for (const [route, show] of ROUTES) {
    const params = matchRoute(route, path);
    if (params !== undefined) return show(params);
  }
  return undefined;
}
