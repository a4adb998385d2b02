import { setTimeout as delay } from 'node:timers/promises';
import type { PlannedTask } from '../../base/model/index.js';
import { builtAlready } from '../built_already.js';
import { asTried, type AttemptRequest } from './attempt_request.js';
import { holdSlots } from './hold_slots.js';
import { leaseTasks, type Leased, type LeasingDeps, type LeasingFailure } from './lease_tasks.js';
import { OwnFiles } from './own_files.js';
import { perform } from './perform.js';
import { readResult } from './read_result.js';
import { recordResult } from './record_result.js';
import type { Leasing, PlannedAttempt, RunTasksDeps, TaskRunEvent } from './task_run.js';

/** Time between two looks at a task of another build: at first, and at most. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2_000;

/** Leases the tasks of an attempt, makes it, and records those that succeeded. */
export async function* makeUnderLease(
  attempt: PlannedAttempt,
  deps: RunTasksDeps,
  shared: Leasing,
): AsyncGenerator<TaskRunEvent, void, undefined> {
  const { request, tasks, policy } = attempt;
  const leasing = { ...shared, plan: deps.plan, host: deps.host, buildId: request.buildId, now: deps.clock.now };
  const before = await readResult(new OwnFiles(deps.dir, request.id).result);
  if (!before.ok) yield { kind: 'refused', failures: [before.error] };
  else if (before.value === undefined) {
    const leased = yield* leaseOrWait(tasks, deps, leasing);
    if (leased === undefined) return;
    if ('failures' in leased) yield { kind: 'refused', failures: leased.failures };
    else yield* makeLeased(attempt, leased, deps, leasing);
  } else {
    // The attempt ended, and was killed before it had recorded everything.
    const result = before.value;
    const { catalog, plan, validityOf } = leasing;
    const built = await builtAlready(tasks, { catalog, validityOf, resumes: plan });
    const left = new Map(tasks.filter((task) => !built.has(task)).map((task) => [task.id, task]));
    const stale = await recordResult(result, left, policy.codeDigest, { catalog, secrets: deps.secrets });
    yield { kind: 'ended', attempt, result };
    yield* lostOf(stale, left);
  }
}

/** Waits for other builds unless that is not wanted. @returns nothing if a signal ended the wait */
async function* leaseOrWait(
  tasks: readonly PlannedTask[],
  { cancel }: RunTasksDeps,
  leasing: LeasingDeps & Pick<Leasing, 'wait'>,
): AsyncGenerator<TaskRunEvent, Leased | { readonly failures: readonly LeasingFailure[] } | undefined, undefined> {
  let known: string | undefined;
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(2 * waitMs, LAST_LOOK_MS)) {
    const leased = await leaseTasks(tasks, leasing);
    const held = 'failures' in leased ? leased.failures.find(({ reason }) => reason === 'held-elsewhere') : undefined;
    if (held?.reason !== 'held-elsewhere' || !leasing.wait) return leased;
    if (known !== held.owner) yield { kind: 'waiting', task: held.task, owner: held.owner };
    known = held.owner;
    await delay(waitMs, undefined, { signal: cancel }).catch(() => undefined);
    if (cancel.aborted) return undefined;
  }
}

async function* makeLeased(
  attempt: PlannedAttempt,
  leased: Leased,
  deps: RunTasksDeps,
  leasing: LeasingDeps,
): AsyncGenerator<TaskRunEvent, void, undefined> {
  const { request, policy } = attempt;
  const { catalog, newId } = leasing;
  await using held = leased;
  const { toRun, upToDate, lost } = held;
  if (upToDate.length > 0) yield { kind: 'up-to-date', tasks: upToDate };
  if (toRun.length === 0) return;
  const holding = yield* holdSlots(attempt, deps, leasing);
  if (holding === undefined) return;
  if ('failures' in holding) {
    yield { kind: 'refused', failures: holding.failures };
    return;
  }
  await using pools = new AsyncDisposableStack();
  pools.use(holding);
  const numbers = new Map(request.tasks.map((requested) => [requested.id, requested]));
  const own: AttemptRequest = {
    ...request,
    tasks: toRun.map(({ task: { id }, fence }) => ({ number: 1, ...numbers.get(id), id, token: fence.token })),
  };
  const tasks = toRun.map(({ task }) => task);
  const records = new Map(toRun.map(({ task, inputs }) => [task.id, { manifest: newId(), inputs }]));
  const end = (): void => {
    deps.slots.kill();
  };
  lost.addEventListener('abort', end);
  const made = await perform({ request: own, tasks: asTried(own, tasks), policy, records }, deps);
  lost.removeEventListener('abort', end);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  if (!made.ok) yield { kind: 'refused', failures: [made.error] };
  // Whatever it reports, it does not count any more.
  else if (lost.aborted) yield* lostOf([...byId.keys()], byId);
  else {
    const stale = await recordResult(made.value, byId, policy.codeDigest, { catalog, secrets: deps.secrets });
    yield { kind: 'ended', attempt, result: made.value };
    yield* lostOf(stale, byId);
  }
}

function* lostOf(ids: readonly string[], tasks: ReadonlyMap<string, PlannedTask>): Generator<TaskRunEvent> {
  const failures = ids.flatMap((id): LeasingFailure[] => {
    const task = tasks.get(id);
    return task === undefined ? [] : [{ reason: 'lease-lost', task }];
  });
  if (failures.length > 0) yield { kind: 'refused', failures };
}
