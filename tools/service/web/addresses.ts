/** Addresses of the pages. Names and refs of any content fit into them. */

type Query = Readonly<Record<string, string | undefined>>;

export const graphPage = (graph: string): string => `/graphs/${encodeURIComponent(graph)}`;

export const gridPage = (graph: string, job?: string): string => withQuery(`${graphPage(graph)}/grid`, { job });

export const partitionPage = (graph: string, ref: string): string =>
  withQuery(`${graphPage(graph)}/partition`, { ref });

/** What a partition was made from and what was made from it, step by step. */
export const lineagePage = (graph: string, ref: string): string => withQuery(`${graphPage(graph)}/lineage`, { ref });

export const triggerPage = (graph: string, name: string): string =>
  `${graphPage(graph)}/triggers/${encodeURIComponent(name)}`;

export const requestPage = (request: string): string => `/requests/${encodeURIComponent(request)}`;

export const newRequestPage = (query: Query = {}): string => withQuery('/requests/new', query);

export const buildPage = (build: string): string => `/builds/${encodeURIComponent(build)}`;

export const logPage = (build: string, task: string, attempt?: number): string =>
  withQuery(`${buildPage(build)}/log`, { task, attempt: attempt === undefined ? undefined : String(attempt) });

export const deploymentPage = (digest: string): string => `/deployments/${encodeURIComponent(digest)}`;

/** Adds parameters to an address, without those that are undefined. */
export function withQuery(address: string, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? address : `${address}?${new URLSearchParams(given).toString()}`;
}
