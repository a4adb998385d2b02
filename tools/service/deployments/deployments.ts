import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { err, ok, type Result } from '../../base/model/index.js';
import { DIRECTORY_MODE, errorCode, type Clock } from '../../base/runtime/index.js';
import type { Database, Sql } from '../../catalog/index.js';
import {
  graphProgram,
  recordActivity,
  type Emit,
  type GraphProgram,
  type Principal,
  type Programs,
} from '../programs/index.js';
import { manifestsOf } from './builds_of.js';
import type { DeploymentFailure, Need } from './failure.js';
import { inspectArchive, readGraphDescriptor } from './inspect.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { receive, type Received } from './receive.js';
import {
  archiveBytes,
  deploymentOf,
  findRow,
  storeArchive,
  type Deployment,
  type DeploymentRow,
  type DeploymentState,
} from './store.js';
import { DEPLOYMENT_TABLES } from './tables.js';
import { unpackArchive, type Unpacked } from './unpack.js';

/** Makes the tables of deployments. @returns the version of a later DataBuild, if one has changed them */
export function migrateDeployments(database: Database): Promise<{ readonly newer?: number }> {
  return database.migrate('deployments', DEPLOYMENT_TABLES);
}

export interface DeploymentsDeps {
  readonly database: Database;
  /** Absolute path. Unpacked archives are in `deployments/<digest>/`, and what arrives is in `tmp/`. */
  readonly stateDir: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly emit: Emit;
  /** The variables of the service. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of variables that programs get, too. */
  readonly passEnv?: readonly string[];
  readonly limits?: Limits;
  /** What of the other parts of the service still uses a deployment: an open request, or a run. Part of a transaction. */
  readonly openUse?: (sql: Sql, digest: string) => Promise<string | undefined>;
}

export interface DeploymentQuery {
  readonly graph?: string | undefined;
  /** Digest of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A deployment, and whether this upload brought it. */
export interface Uploaded {
  readonly deployment: Deployment;
  readonly isNew: boolean;
}

/** States in which the archive of a deployment is there. */
const THERE: readonly DeploymentState[] = ['staged', 'current', 'former'];

/** The archives of graphs that a service has, by their content. */
export class Deployments implements Programs {
  readonly #deps: DeploymentsDeps;
  readonly #limits: Limits;
  /** Archives that are being unpacked, and programs that were: each is unpacked once. */
  readonly #programs = new Map<string, Promise<GraphProgram | undefined>>();

  constructor(deps: DeploymentsDeps) {
    this.#deps = deps;
    this.#limits = deps.limits ?? DEFAULT_LIMITS;
  }

  /**
   * Takes an archive: writes it to disk as it arrives, unpacks and checks it, and stores it. The same archive is the same
   * deployment, however often it is uploaded. It does not become the current one.
   */
  async upload(
    archive: Readable | AsyncIterable<Uint8Array>,
    principal: Principal,
  ): Promise<Result<Uploaded, DeploymentFailure>> {
    const place = join(this.#deps.stateDir, 'tmp', `upload-${randomUUID()}`);
    const file = join(place, 'archive');
    try {
      await mkdir(place, { recursive: true, mode: DIRECTORY_MODE });
      const received = await receive(archive, file, this.#limits.archiveBytes);
      if (!received.ok) return received;
      const known = await findRow(this.#deps.database, received.value.digest);
      if (known !== undefined && THERE.includes(known.state))
        return ok({ deployment: deploymentOf(known), isNew: false });
      return await this.#takeIn(place, file, received.value, principal);
    } catch (error) {
      return this.#unwritable(error, place);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }

  /** Deployments, newest first. */
  async list({ graph, after, limit }: DeploymentQuery): Promise<Deployment[]> {
    const rows = await this.#deps.database.all<DeploymentRow>(
      `SELECT * FROM deployments WHERE state <> 'arriving' AND (CAST($1 AS TEXT) IS NULL OR graph = $1)
AND (CAST($2 AS TEXT) IS NULL OR (made_at, digest) < (SELECT made_at, digest FROM deployments WHERE digest = $2))
ORDER BY made_at DESC, digest DESC LIMIT ${String(limit)}`,
      [graph ?? null, after ?? null],
    );
    return rows.map(deploymentOf);
  }

  async get(digest: string): Promise<Deployment | undefined> {
    const row = await findRow(this.#deps.database, digest);
    return row === undefined || row.state === 'arriving' ? undefined : deploymentOf(row);
  }

  /**
   * Makes a deployment the current one of its graph, in one transaction. Going back to an earlier one is the same call. It
   * changes nothing if it is the current one.
   */
  async makeCurrent(digest: string, principal: Principal): Promise<Result<Deployment, DeploymentFailure>> {
    const { database, clock, emit } = this.#deps;
    const at = clock.now();
    const done = await database.transaction(async (sql): Promise<Result<Deployment | undefined, DeploymentFailure>> => {
      const found = await this.#lock(sql, digest);
      if (!found.ok) return found;
      const { graph, state } = found.value;
      if (state === 'current') return ok(undefined);
      const [before] = await sql.all<{ digest: string }>(
        `SELECT digest FROM deployments WHERE graph = $1 AND state = 'current'`,
        [graph],
      );
      await sql.run(`UPDATE deployments SET state = 'former' WHERE graph = $1 AND state = 'current'`, [graph]);
      await sql.run(`UPDATE deployments SET state = 'current', current_at = $2 WHERE digest = $1`, [digest, at]);
      const detail = { graph, ...(before !== undefined && { before: before.digest }) };
      await recordActivity(sql, at, principal, 'make-deployment-current', digest, detail);
      return ok(deploymentOf({ ...found.value, state: 'current', current_at: at }));
    });
    if (!done.ok) return done;
    if (done.value !== undefined)
      emit({ type: 'deployment', at, graph: done.value.graph, deployment: digest, state: 'current' });
    const deployment = done.value ?? (await this.get(digest));
    return deployment === undefined ? err({ reason: 'deployment-not-found', digest }) : ok(deployment);
  }

  /** Removes an archive that nothing needs. Its row stays, because history names it. */
  async remove(digest: string, principal: Principal): Promise<Result<void, DeploymentFailure>> {
    const row = await findRow(this.#deps.database, digest);
    if (row === undefined) return err({ reason: 'deployment-not-found', digest });
    if (row.state === 'deleted') return ok(undefined);
    const manifest = (await manifestsOf(this.#deps.database, [digest])).get(digest);
    if (manifest !== undefined)
      return err({ reason: 'deployment-needed', digest, need: { kind: 'manifest', manifest } });
    return this.#remove(digest, principal);
  }

  /**
   * Removes what nobody needs any more: former and staged deployments that were last current, or uploaded, before a time, that no
   * manifest leads to and nothing open uses; and what is left of uploads that did not end.
   *
   * @returns the digests that were removed
   */
  async sweep(before: number, principal: Principal): Promise<readonly string[]> {
    const { database } = this.#deps;
    const old = await database.all<{ digest: string; state: DeploymentState }>(
      `SELECT digest, state FROM deployments WHERE state IN ('arriving', 'staged', 'former') AND COALESCE(current_at, made_at) < $1
ORDER BY digest`,
      [before],
    );
    const digests = old.map(({ digest }) => digest);
    const needed = await manifestsOf(database, digests);
    const removed: string[] = [];
    for (const digest of digests)
      if (!needed.has(digest) && (await this.#remove(digest, principal)).ok) removed.push(digest);
    return removed;
  }

  async current(graph: string): Promise<GraphProgram | undefined> {
    const [row] = await this.#deps.database.all<DeploymentRow>(
      `SELECT * FROM deployments WHERE graph = $1 AND state = 'current'`,
      [graph],
    );
    return row === undefined ? undefined : this.#programOf(row);
  }

  async byDeployment(graph: string, deployment: string): Promise<GraphProgram | undefined> {
    const row = await findRow(this.#deps.database, deployment);
    return row?.graph === graph && THERE.includes(row.state) ? this.#programOf(row) : undefined;
  }

  async graphs(): Promise<readonly string[]> {
    const rows = await this.#deps.database.all<{ graph: string }>(
      `SELECT graph FROM deployments WHERE state = 'current' ORDER BY graph`,
    );
    return rows.map(({ graph }) => graph);
  }

  /** Unpacks, checks and stores an archive that arrived. */
  async #takeIn(
    place: string,
    file: string,
    { digest, size }: Received,
    principal: Principal,
  ): Promise<Result<Uploaded, DeploymentFailure>> {
    const { database, clock, emit, env } = this.#deps;
    const folder = join(place, 'unpacked');
    await mkdir(folder, { mode: DIRECTORY_MODE });
    const unpacked = await unpackArchive(createReadStream(file), folder, this.#limits);
    if (!unpacked.ok) return unpacked;
    const inspected = await inspectArchive(folder, unpacked.value, env);
    if (!inspected.ok) return inspected;
    const { descriptor, descriptorPath, version } = inspected.value;
    const { root, entries, bytes } = unpacked.value;
    const at = clock.now();
    await storeArchive(
      database,
      {
        ...{ digest, size, graph: descriptor.label, madeAt: at, madeBy: principal.name },
        ...{ root, descriptorPath, version, entries, unpackedBytes: bytes },
        jobs: descriptor.jobs.length,
        triggers: (descriptor.triggers ?? []).map(({ name }) => name),
      },
      file,
    );
    await this.#moveIn(folder, digest);
    const isNew = await database.transaction(async (sql) => {
      // Of several that upload the same archive, one has brought it.
      const changed = await sql.run(
        `UPDATE deployments SET state = 'staged' WHERE digest = $1 AND state = 'arriving'`,
        [digest],
      );
      if (changed > 0)
        await recordActivity(sql, at, principal, 'upload-deployment', digest, { graph: descriptor.label, size });
      return changed > 0;
    });
    if (isNew) emit({ type: 'deployment', at, graph: descriptor.label, deployment: digest, state: 'staged' });
    const deployment = await this.get(digest);
    return deployment === undefined ? err({ reason: 'deployment-not-found', digest }) : ok({ deployment, isNew });
  }

  /** The row of a deployment whose archive is there. No other transaction changes those of its graph meanwhile. */
  async #lock(sql: Sql, digest: string): Promise<Result<DeploymentRow, DeploymentFailure>> {
    const forUpdate = this.#deps.database.kind === 'postgres' ? ' FOR UPDATE' : '';
    await sql.all(
      `SELECT digest FROM deployments WHERE graph = (SELECT graph FROM deployments WHERE digest = $1) ORDER BY digest${forUpdate}`,
      [digest],
    );
    const row = await findRow(sql, digest);
    if (row === undefined || row.state === 'arriving') return err({ reason: 'deployment-not-found', digest });
    return row.state === 'deleted' ? err({ reason: 'deployment-removed', digest }) : ok(row);
  }

  async #remove(digest: string, principal: Principal): Promise<Result<void, DeploymentFailure>> {
    const { database, clock, emit, openUse } = this.#deps;
    const at = clock.now();
    const graph = await database.transaction(async (sql): Promise<Result<string, DeploymentFailure>> => {
      const row = await findRow(sql, digest);
      if (row === undefined) return err({ reason: 'deployment-not-found', digest });
      const by = await openUse?.(sql, digest);
      const need: Need | undefined =
        row.state === 'current' ? { kind: 'current' } : by === undefined ? undefined : { kind: 'in-use', by };
      if (need !== undefined) return err({ reason: 'deployment-needed', digest, need });
      const changed = await sql.run(
        `UPDATE deployments SET state = 'deleted' WHERE digest = $1 AND state <> 'current'`,
        [digest],
      );
      if (changed === 0) return err({ reason: 'deployment-needed', digest, need: { kind: 'current' } });
      await sql.run('DELETE FROM deployment_chunks WHERE digest = $1', [digest]);
      await recordActivity(sql, at, principal, 'remove-deployment', digest, { graph: row.graph });
      return ok(row.graph);
    });
    if (!graph.ok) return graph;
    this.#programs.delete(digest);
    // Under another name first, so that nobody finds a part of it.
    const gone = join(this.#deps.stateDir, 'tmp', `removed-${randomUUID()}`);
    await mkdir(join(this.#deps.stateDir, 'tmp'), { recursive: true, mode: DIRECTORY_MODE });
    await rename(this.#folderOf(digest), gone).catch(() => undefined);
    await rm(gone, { recursive: true, force: true });
    emit({ type: 'deployment', at, graph: graph.value, deployment: digest, state: 'deleted' });
    return ok(undefined);
  }

  #programOf(row: DeploymentRow): Promise<GraphProgram | undefined> {
    const known = this.#programs.get(row.digest);
    if (known !== undefined) return known;
    const program = this.#openProgram(row);
    this.#programs.set(row.digest, program);
    // What went wrong once may go well the next time.
    const forget = (): void => {
      if (this.#programs.get(row.digest) === program) this.#programs.delete(row.digest);
    };
    program.then((opened) => {
      if (opened === undefined) forget();
    }, forget);
    return program;
  }

  /** The program of a deployment, which is unpacked if this replica has not done so. */
  async #openProgram(row: DeploymentRow): Promise<GraphProgram | undefined> {
    const { digest, root, descriptorPath } = deploymentOf(row);
    const folder = this.#folderOf(digest);
    if (!(await isThere(folder)) && (await this.#unpackStored(digest)) === undefined) return undefined;
    const descriptor = await readGraphDescriptor(join(folder, descriptorPath));
    if (descriptor === undefined) return undefined;
    const { env: parentEnv, passEnv = [] } = this.#deps;
    return graphProgram({
      ...{ deployment: digest, descriptor, parentEnv, passEnv },
      runfilesDir: join(folder, root, `${root}.runfiles`),
      command: (phase) => [join(folder, root, `${root}.${phase}`)],
    });
  }

  /** Unpacks an archive from the database. @returns undefined if it is not there completely */
  async #unpackStored(digest: string): Promise<Unpacked | undefined> {
    const place = join(this.#deps.stateDir, 'tmp', `unpack-${randomUUID()}`);
    try {
      await mkdir(place, { recursive: true, mode: DIRECTORY_MODE });
      const unpacked = await unpackArchive(archiveBytes(this.#deps.database, digest), place, this.#limits);
      if (!unpacked.ok) return undefined;
      await this.#moveIn(place, digest);
      return unpacked.value;
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }

  /** Puts an unpacked archive in its place, whole or not at all. It does nothing if it is there. */
  async #moveIn(folder: string, digest: string): Promise<void> {
    await mkdir(join(this.#deps.stateDir, 'deployments'), { recursive: true, mode: DIRECTORY_MODE });
    await rename(folder, this.#folderOf(digest)).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error;
    });
  }

  #folderOf(digest: string): string {
    return join(this.#deps.stateDir, 'deployments', digest);
  }

  #unwritable(error: unknown, place: string): Result<never, DeploymentFailure> {
    const { syscall, path } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return err({ reason: 'deployments-unwritable', path: path ?? place, code: errorCode(error) });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
