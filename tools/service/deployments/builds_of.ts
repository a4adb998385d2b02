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

/**
 * The deployments that manifests of the catalog lead to. Looks at all manifests, until each deployment has one.
 *
 * @returns digest → the first manifest; without deployments that made none
 */
export async function manifestsOf(
  sql: Sql & { readonly kind: string },
  digests: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.all<{ build: string; digest: string }>(
    `SELECT build, digest FROM deployment_builds WHERE digest IN (SELECT value ->> 0 FROM ${sql.batch('$1')})`,
    [JSON.stringify(digests.map((digest) => [digest]))],
  );
  const found = new Map<string, string>();
  const digestOf = new Map(rows.map(({ build, digest }) => [build, digest]));
  const wanted = new Set(digestOf.values()).size;
  const body = sql.kind === 'postgres' ? 'CAST(body AS jsonb)' : 'body';
  for (let after = 0; found.size < wanted;) {
    const page = await sql.all<{ seq: number; id: string; build: string | null }>(
      `SELECT seq, id, ${body} ->> 'buildId' AS build FROM manifests WHERE seq > $1 ORDER BY seq LIMIT ${String(PAGE)}`,
      [after],
    );
    for (const { id, build } of page) {
      const digest = build === null ? undefined : digestOf.get(build);
      if (digest !== undefined && !found.has(digest)) found.set(digest, id);
    }
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.seq;
  }
  return found;
}
