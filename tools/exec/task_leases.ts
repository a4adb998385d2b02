import {
  type Catalog,
  CatalogError,
  type CatalogFailure,
  type Fence,
  type KnownInput,
  readOwner,
  withData,
} from '../catalog/index.js';
import type { Manifest, PartitionRef, PlannedTask } from '../base/model/index.js';
import { acquireFromTheLiving } from './acquire.js';
import { builtAlready, type BuiltAlreadyDeps } from './built_already.js';
import type { Groups } from './groups.js';
import type { Ranks } from './ranks.js';
import { unchangedTasks } from './unchanged.js';
import { WantedTasks } from './wanted_tasks.js';

export interface TaskLeasesDeps extends BuiltAlreadyDeps {
  readonly catalog: Pick<Catalog, 'acquire' | 'current' | 'data' | 'heartbeat' | 'manifests' | 'release'>;
  readonly tasks: readonly PlannedTask[];
  /** The current manifest of every ref that a claimed task reads. */
  readonly inputs: ReadonlyMap<PartitionRef, KnownInput>;
  readonly ranks: Ranks;
  readonly groups: Groups;
  /** `host:build id`. */
  readonly owner: string;
  /** Other builds may take over a lease that was not renewed for this long. */
  readonly ttlMs: number;
  /** This build holds the task's lease, and may run it. */
  readonly onClaimed: (task: number) => void;
  /** The catalog already has the task's outputs, so it does not run. */
  readonly onDelegated: (task: number, made: ReadonlyMap<PartitionRef, KnownInput>) => void;
  /** This build holds the task's lease, and need not run it: its outputs stay as `manifest` records them. */
  readonly onUnchanged: (task: number, manifest: Manifest) => void;
  /** Another build holds the task. Called once for each owner. */
  readonly onHeld: (task: number, owner: string) => void;
  /** Another build was killed, and this build has taken over its tasks. */
  readonly onOwnerGone: (owner: string) => void;
  /** A task was claimed, or found to be built or held. */
  readonly onChange: () => void;
  readonly onFailed: (failure: CatalogFailure) => void;
  /** The catalog threw an exception that is a bug. */
  readonly onBug: (error: unknown) => void;
}

/** Time between two looks at the tasks of other builds: at first, and at most. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2_000;

/** How many times a lease is renewed within its time to live. */
const RENEWALS = 3;

/**
 * Ensures that no two builds make the same partition: a task runs only while this build holds its lease.
 *
 * want → acquire → built already? onDelegated | ours: onClaimed → run → record under the fence → done
 *                                             | ours, and its inputs have the same data: onUnchanged → record → done
 *                → held by another build? then look again, until it is built or the lease is free
 *
 * Only tasks that can run at once are claimed, so that no two builds wait for each other.
 */
export class TaskLeases {
  readonly #deps: TaskLeasesDeps;
  /** The tasks that are ready and not claimed. */
  readonly #wanted: WantedTasks;
  /** Tasks that other builds hold, with the owner that was reported last. */
  readonly #elsewhere = new Map<number, string>();
  /** Tokens of the leases that this build holds, by task id. */
  readonly #held = new Map<string, number>();
  readonly #given = new Map<string, number>();
  #round: Promise<void> | undefined;
  #look: NodeJS.Timeout | undefined;
  #lookAfterMs = FIRST_LOOK_MS;
  readonly #renewal: NodeJS.Timeout;
  #closed = false;

  constructor(deps: TaskLeasesDeps) {
    this.#deps = deps;
    this.#wanted = new WantedTasks(deps.ranks, deps.groups);
    this.#renewal = setInterval(() => void this.#renew(), deps.ttlMs / RENEWALS);
    // The timer must not keep the process alive when nothing runs.
    this.#renewal.unref();
  }

  /** Tasks that are ready, and neither claimed nor built. */
  get pending(): number {
    return this.#wanted.size + this.#elsewhere.size + (this.#round === undefined ? 0 : 1);
  }

  /** Whether a round is under way, so that more tasks may be claimed soon. */
  get claiming(): boolean {
    return this.#round !== undefined;
  }

  /** The task is ready to run. */
  want(task: number): void {
    this.#wanted.add(task);
  }

  /**
   * Claims at least this many of the wanted tasks, and enough for so many attempts, best rank first. One round at a time:
   * does nothing during a round.
   */
  claim(count: number, attempts: number): void {
    if (this.#round !== undefined || this.#wanted.size === 0) return;
    const tasks: number[] = [];
    for (let filled = 0; (tasks.length < count || filled < attempts) && this.#wanted.size > 0; filled++) {
      for (const task of this.#wanted.take()) tasks.push(task);
    }
    this.#start(tasks);
  }

  /** The fence under which the task's manifest is recorded; nothing if another build has taken over the lease. */
  fenceOf(task: number): Fence | undefined {
    const key = this.#id(task);
    const token = this.#held.get(key);
    return token === undefined ? undefined : { key, token };
  }

  /** Marks the lease for release with the next round or renewal. That is soon enough: nobody waits for a built task. */
  done(task: number): void {
    const key = this.#id(task);
    const token = this.#held.get(key);
    if (token === undefined) return;
    this.#held.delete(key);
    this.#given.set(key, token);
  }

  /** Another build has the lease. */
  lost(task: number): void {
    this.#held.delete(this.#id(task));
  }

  /** Releases all leases. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#renewal);
    clearTimeout(this.#look);
    await this.#round;
    for (const [key, token] of this.#held) this.#given.set(key, token);
    await this.#guarded(() => this.#release());
  }

  #start(tasks: readonly number[]): void {
    this.#round = this.#claim(tasks).then(() => {
      this.#round = undefined;
      if (this.#elsewhere.size > 0) this.#lookLater();
      if (!this.#closed) this.#deps.onChange();
    }, this.#deps.onBug);
  }

  async #claim(tasks: readonly number[]): Promise<void> {
    const { catalog, owner, ttlMs, onClaimed, onUnchanged } = this.#deps;
    const failure = await this.#guarded(async () => {
      await this.#release();
      const keys = tasks.map((task) => this.#id(task));
      const { outcomes, takenFrom } = await acquireFromTheLiving(catalog, { keys, owner, ttlMs });
      for (const name of takenFrom) this.#deps.onOwnerGone(name);
      for (const [key, outcome] of outcomes) if (outcome.acquired) this.#held.set(key, outcome.lease.token);
      // Look only after acquiring: the builds that held the leases before have recorded what they built.
      const found = await builtAlready(
        tasks.map((task) => this.#task(task)),
        this.#deps,
      );
      const made = await withData(new Map([...found.values()].flatMap((outputs) => [...outputs])), catalog);
      const own = tasks.filter((task) => outcomes.get(this.#id(task))?.acquired !== false);
      const unchanged = await unchangedTasks(
        own.map((task) => this.#task(task)).filter((task) => !found.has(task)),
        this.#deps,
      );
      for (const task of tasks) {
        const planned = this.#task(task);
        const outcome = outcomes.get(planned.id);
        const manifest = unchanged.get(planned);
        if (found.has(planned)) this.#delegated(task, outputsOf(planned, made));
        else if (outcome?.acquired === false) this.#heldBy(task, readOwner(outcome.holder.owner).name);
        else {
          this.#elsewhere.delete(task);
          if (manifest === undefined) onClaimed(task);
          else onUnchanged(task, manifest);
        }
      }
    });
    if (failure !== undefined) this.#deps.onFailed(failure);
  }

  #delegated(task: number, outputs: ReadonlyMap<PartitionRef, KnownInput>): void {
    this.#elsewhere.delete(task);
    this.#lookAfterMs = FIRST_LOOK_MS;
    this.done(task);
    this.#deps.onDelegated(task, outputs);
  }

  #heldBy(task: number, owner: string): void {
    const known = this.#elsewhere.get(task);
    this.#elsewhere.set(task, owner);
    if (known !== owner) this.#deps.onHeld(task, owner);
  }

  #lookLater(): void {
    if (this.#look !== undefined || this.#closed) return;
    this.#look = setTimeout(() => {
      this.#look = undefined;
      if (this.#round === undefined) this.#start([...this.#elsewhere.keys()]);
      else this.#lookLater();
    }, this.#lookAfterMs);
    this.#lookAfterMs = Math.min(this.#lookAfterMs * 2, LAST_LOOK_MS);
  }

  /** After a failed renewal the next one follows; if all fail, recording under the fence shows which leases are still held. */
  async #renew(): Promise<void> {
    await this.#guarded(async () => {
      await this.#release();
      if (this.#held.size === 0) return;
      for (const key of await this.#deps.catalog.heartbeat(this.#held, this.#deps.ttlMs)) this.#held.delete(key);
    });
  }

  async #release(): Promise<void> {
    if (this.#given.size === 0) return;
    const given = new Map(this.#given);
    this.#given.clear();
    await this.#deps.catalog.release(given);
  }

  /** @returns how the catalog failed */
  async #guarded(work: () => Promise<void>): Promise<CatalogFailure | undefined> {
    try {
      await work();
    } catch (error) {
      if (error instanceof CatalogError) return error.failure;
      this.#deps.onBug(error);
    }
    return undefined;
  }

  #id(task: number): string {
    return this.#task(task).id;
  }

  #task(index: number): PlannedTask {
    const task = this.#deps.tasks[index];
    if (task === undefined) throw new RangeError(`no task ${String(index)}`);
    return task;
  }
}

function outputsOf(
  { config }: PlannedTask,
  made: ReadonlyMap<PartitionRef, KnownInput>,
): ReadonlyMap<PartitionRef, KnownInput> {
  return new Map(
    config.outputs.flatMap((ref) => {
      const manifest = made.get(ref);
      return manifest === undefined ? [] : [[ref, manifest] as const];
    }),
  );
}
