import type { Sql } from '../../catalog/index.js';

/** Writes down which deployment made a build. Manifests name their build, and so lead to it. */
export async function recordDeploymentOfBuild(sql: Sql, build: string, graph: string, digest: string): Promise<void> {
  await sql.run(
    'INSERT INTO deployment_builds (build, graph, digest) VALUES ($1, $2, $3) ON CONFLICT (build) DO NOTHING',
    [build, graph, digest],
  );
}

/** The deployments that made builds. @returns build → digest; without builds that no service started */
export async function deploymentsOfBuilds(sql: Sql, builds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.all<{ build: string; digest: string }>(
    `SELECT build, digest FROM deployment_builds WHERE build IN (SELECT value ->> 0 FROM ${sql.batch('$1')})`,
    [JSON.stringify(builds.map((build) => [build]))],
  );
  return new Map(rows.map(({ build, digest }) => [build, digest]));
}

/** The builds that a deployment made, the newest first. @param before only older builds than this one */
export async function buildsOfDeployment(
  sql: Sql,
  digest: string,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<readonly string[]> {
  const older = before === undefined ? '' : 'AND build < $3 ';
  const rows = await sql.all<{ build: string }>(
    `SELECT build FROM deployment_builds WHERE digest = $1 ${older}ORDER BY build DESC LIMIT $2`,
    [digest, limit, ...(before === undefined ? [] : [before])],
  );
  return rows.map(({ build }) => build);
}

/** Rows that are looked at with one statement, so that nothing else waits for long. */
const PAGE = 5_000;

/** A manifest of the catalog that leads to a deployment; undefined if there is none. Looks at all manifests. */
export async function manifestOf(sql: Sql & { readonly kind: string }, digest: string): Promise<string | undefined> {
  const rows = await sql.all<{ build: string }>('SELECT build FROM deployment_builds WHERE digest = $1', [digest]);
  if (rows.length === 0) return undefined;
  const builds = new Set(rows.map(({ build }) => build));
  const body = sql.kind === 'postgres' ? 'CAST(body AS jsonb)' : 'body';
  for (let after = 0; ;) {
    const page = await sql.all<{ seq: number; id: string; build: string | null }>(
      `SELECT seq, id, ${body} ->> 'buildId' AS build FROM manifests WHERE seq > $1 ORDER BY seq LIMIT ${String(PAGE)}`,
      [after],
    );
    const found = page.find(({ build }) => build !== null && builds.has(build));
    if (found !== undefined) return found.id;
    const last = page.at(-1);
    if (last === undefined) return undefined;
    after = last.seq;
  }
}
