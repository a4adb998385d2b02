import { CatalogError, ownerText } from '../../catalog/index.js';
import { shortages, needsOf } from '../resources.js';
import { PoolSlots, waitingForPool } from '../pool_slots.js';
import type { LeasingDeps, LeasingFailure } from './lease_tasks.js';
import type { PlannedAttempt, RunTasksDeps, TaskRunEvent } from './task_run.js';

/** Slots that are held until disposal, or why there will be none; nothing if a signal ended the wait. */
export type HeldSlots = AsyncDisposable | { readonly failures: readonly LeasingFailure[] } | undefined;

/** Takes the slots that an attempt needs of pools, and waits for them if other builds hold them. */
export async function* holdSlots(
  { policy, tasks }: Pick<PlannedAttempt, 'policy' | 'tasks'>,
  { cancel, clock }: Pick<RunTasksDeps, 'cancel' | 'clock'>,
  { catalog, host, buildId, ttlMs, processes }: LeasingDeps,
): AsyncGenerator<TaskRunEvent, HeldSlots, undefined> {
  const [task] = tasks;
  const known = Object.keys(policy.resources).length === 0 ? [] : await catalog.pools();
  const pools = new Map(known.filter(({ name }) => name in policy.resources).map(({ name, slots }) => [name, slots]));
  if (task === undefined || pools.size === 0) return { [Symbol.asyncDispose]: () => Promise.resolve() };
  const jobs = new Map([[task.job, policy]]);
  // What this machine has is for the program that starts attempts side by side.
  const short = shortages([task.job], jobs, new Map(Object.entries(policy.resources)), pools);
  if (short.length > 0) return { failures: short.map((shortage) => ({ ...shortage, reason: 'resource-short', task })) };

  const waits: TaskRunEvent[] = [];
  let changed = Promise.withResolvers<undefined>();
  const wake = (): void => {
    changed.resolve(undefined);
  };
  const needs = needsOf(jobs, new Map(), new Set(pools.keys()));
  const kind = needs.classOf.get(task.job) ?? 0;
  const slots = new PoolSlots({
    ...{ catalog, needs, ttlMs, elapsed: clock.elapsed },
    owner: ownerText({ name: `${host}:${buildId}`, ttlMs, processes }),
    onWaiting: (...how) => {
      waits.push({ ...waitingForPool(clock.now(), ...how), kind: 'waiting-for-pool', task });
    },
    onOwnerGone: () => undefined,
    onChange: wake,
    onFailed: (failure) => {
      changed.reject(new CatalogError(failure, undefined));
    },
    onBug: (error) => {
      changed.reject(error);
    },
  });
  await using held = new AsyncDisposableStack();
  held.defer(() => slots.close());
  cancel.addEventListener('abort', wake);
  held.defer(() => {
    cancel.removeEventListener('abort', wake);
  });
  while (slots.free(kind) === 0) {
    if (cancel.aborted) return undefined;
    slots.ask([{ needs: kind, count: 1 }]);
    await changed.promise;
    changed = Promise.withResolvers<undefined>();
    yield* waits.splice(0);
  }
  slots.use(kind);
  const kept = held.move();
  return { [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
