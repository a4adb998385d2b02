import { expect, test } from '@jest/globals';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Launch, LaunchOutcome, Slots } from '../base/runtime/index.js';
import type { Manifest, PlannedTask } from '../base/model/index.js';
import { localExecutor } from './local/index.js';
import { FakeBuild, failuresOf, plan, POLICY, ref, task } from './testing/index.js';

/** What happens in one process of the program: it reports each task, or ends at a bad one, or says nothing at all. */
type Manner = 'reports' | 'reports-and-fails' | 'ends-at-bad' | 'says-nothing';

interface Line {
  readonly id: string;
  readonly args: readonly string[];
}

/** Slots that run a program which does every task except the bad ones, at once. */
class ProgramSlots implements Slots {
  readonly size: number;
  readonly batches: (readonly string[])[] = [];
  /** The programs that ran in a worker, and those that ran as a process. */
  readonly ranIn = { worker: new Set<string>(), process: new Set<string>() };
  readonly #bad: ReadonlySet<string>;
  readonly #manners: readonly Manner[];

  constructor(size: number, bad: ReadonlySet<string>, manners: readonly Manner[]) {
    this.size = size;
    this.#bad = bad;
    this.#manners = manners;
  }

  async run({ program, args, env, metadataFile, worker = false }: Launch): Promise<LaunchOutcome> {
    await new Promise(setImmediate);
    this.ranIn[worker ? 'worker' : 'process'].add(program);
    const batchFile = env['DATABUILD_BATCH_FILE'];
    if (batchFile === undefined) return this.#single(args[0] ?? '', metadataFile);
    const lines = readFileSync(batchFile, 'utf8').trimEnd().split('\n');
    const tasks = lines.map((line) => JSON.parse(line) as Line);
    const names = tasks.map(({ args: [name = ''] }) => name);
    this.batches.push(names);
    const failed = names.some((name) => this.#bad.has(name));
    const manner = this.#manners[this.batches.length % this.#manners.length] ?? 'reports';
    if (manner === 'says-nothing' && failed) return exited(3);
    for (const {
      id,
      args: [name = ''],
    } of tasks) {
      const isBad = this.#bad.has(name);
      if (isBad && manner === 'ends-at-bad') return exited(3);
      const how = isBad ? { outcome: 'failed' } : { outcome: 'succeeded', metadata: { made: name } };
      appendFileSync(metadataFile, `${JSON.stringify({ id, ...how })}\n`);
    }
    return exited(failed && manner === 'reports-and-fails' ? 3 : 0);
  }

  #single(name: string, metadataFile: string): LaunchOutcome {
    if (this.#bad.has(name)) return exited(3);
    writeFileSync(metadataFile, JSON.stringify({ made: name }));
    return exited(0);
  }

  stop(): void {
    throw new Error('nobody stops these builds');
  }

  kill(): void {
    this.stop();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The program of most tasks. The others have one that their config chose, which is never a worker. */
const WORKER = '/bin/sh';

const exited = (code: number): LaunchOutcome => ({ kind: 'exited', code, wroteMetadata: true });

interface Scene {
  readonly tasks: readonly PlannedTask[];
  readonly bad: ReadonlySet<string>;
  readonly slots: number;
  readonly batch: number;
  readonly retries: number;
  readonly manners: readonly Manner[];
  /** Whether the program of most tasks is a worker. */
  readonly worker?: boolean;
}

interface Ended {
  /** By task, without what differs between two runs: ids, times and numbers of attempts. */
  readonly made: ReadonlyMap<string, unknown>;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  readonly batches: readonly (readonly string[])[];
  readonly ranIn: ProgramSlots['ranIn'];
}

/** Runs the tasks to their end, in batches or one by one, in workers or as processes. */
async function ended({ tasks, bad, slots: size, batch, retries, manners, worker = false }: Scene): Promise<Ended> {
  const build = new FakeBuild();
  try {
    const slots = new ProgramSlots(size, bad, manners);
    let now = 0;
    const executor = localExecutor({
      slots,
      resources: new Map(),
      stateDir: build.dir,
      runfilesDir: build.dir,
      env: {},
      host: 'h',
      elapsed: () => now++,
    });
    const policy = { ...POLICY, batch, retries, ...(worker && { worker: WORKER }) };
    const jobs = new Map(['//t:job', '//t:other'].map((label) => [label, policy]));
    const failures = failuresOf(await build.run([...tasks], { executor, jobs, optimistic: true }));
    const made = new Map<string, unknown>();
    const current = await build.catalog.current(tasks.map(({ config }) => ref(config.outputs[0] ?? '')));
    const manifests = await build.catalog.manifests([...current.values()].map(({ id }) => id));
    for (const manifest of manifests.values()) made.set(manifest.taskId, essence(manifest));
    const taskFailures = failures.flatMap((failure) => (failure.reason === 'task-failed' ? [failure] : []));
    return {
      made,
      failed: taskFailures.map(({ task: { id } }) => id).sort(),
      skipped: taskFailures.flatMap(({ skipped }) => skipped.map(({ task: { id } }) => id)).sort(),
      batches: slots.batches,
      ranIn: slots.ranIn,
    };
  } finally {
    await build.remove();
  }
}

function essence(manifest: Manifest): unknown {
  const inputs = manifest.inputs.map((input) => ({ ...input, manifest: input.manifest !== null }));
  return { ...manifest, id: '', startTime: '', endTime: '', attempt: 0, inputs };
}

const scenes: fc.Arbitrary<Scene> = fc.integer({ min: 1, max: 14 }).chain((count) =>
  fc.record({
    tasks: fc
      .array(
        fc.record({
          needs: fc.array(fc.nat(count), { maxLength: 2 }),
          queries: fc.array(fc.nat(count), { maxLength: 1 }),
          other: fc.boolean(),
          executable: fc.constantFrom(WORKER, WORKER, '/bin/true'),
        }),
        { minLength: count, maxLength: count },
      )
      .map((rows) => {
        const namesBefore = (numbers: readonly number[], index: number): string[] =>
          [...new Set(numbers)].filter((number) => number < index).map((number) => `t${String(number)}`);
        const tasks = rows.map(({ needs, queries, executable, other }, index) => {
          const asked = namesBefore(queries, index).filter((name) => !namesBefore(needs, index).includes(name));
          const one = task(`t${String(index)}`, namesBefore(needs, index), { executable }, asked);
          return other ? { ...one, job: '//t:other' } : one;
        });
        return plan(...tasks);
      }),
    bad: fc
      .array(fc.nat(count), { maxLength: 3 })
      .map((numbers) => new Set(numbers.map((number) => `t${String(number)}`))),
    slots: fc.integer({ min: 1, max: 3 }),
    batch: fc.integer({ min: 2, max: 6 }),
    retries: fc.nat(1),
    manners: fc.array(fc.constantFrom<Manner>('reports', 'reports-and-fails', 'ends-at-bad', 'says-nothing'), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
);

test('tasks in batches and workers have the manifests, failures and skipped tasks that they have one by one', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const apart = await ended({ ...scene, batch: 1 });
      const kindOf = new Map(scene.tasks.map(({ job, config }) => [config.args[0], `${job} ${config.executable}`]));
      for (const way of [{}, { worker: true }, { worker: true, batch: 1 }]) {
        const { made, failed, skipped, batches, ranIn } = await ended({ ...scene, ...way });
        expect({ made, failed, skipped }).toEqual({
          made: apart.made,
          failed: apart.failed,
          skipped: apart.skipped,
        });
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(scene.batch);
          expect(new Set(batch.map((name) => kindOf.get(name))).size).toBe(1);
        }
        expect(ranIn.worker).toEqual(new Set('worker' in way && apart.ranIn.process.has(WORKER) ? [WORKER] : []));
        expect(ranIn.process.has(WORKER)).toBe(!('worker' in way) && apart.ranIn.process.has(WORKER));
      }
    }),
    { numRuns: 50 },
  );
});
