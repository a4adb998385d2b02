import { openCatalog, type Catalog } from '../index.js';
import { manifestOf, ref } from './manifests.js';
import type { WorkerTask } from './worker_process.js';

/**
 * A separate process that works on a catalog. Its only argument is a {@link WorkerTask} as JSON. It prints a line for
 * everything that the catalog confirmed.
 */
const task = JSON.parse(process.argv[2] ?? '') as WorkerTask;

const opened = await openCatalog(task.location);
if (!opened.ok) throw new Error(JSON.stringify(opened.error));
const catalog = opened.value;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

switch (task.kind) {
  case 'record':
    await record(catalog, task.name, task.rounds);
    break;
  case 'build':
    await build(catalog, task.name, task.refs, task.ttlMs);
    break;
  case 'hold': {
    await catalog.acquire({ keys: task.refs, owner: task.name, ttlMs: task.ttlMs });
    say('holding');
    // Wait until this process is killed.
    await new Promise(() => setInterval(() => undefined, 1_000));
  }
}
await catalog.close();

/** Records manifests. Each has three outputs: one of its own, one of this process, and one that all processes share. */
async function record(c: Catalog, name: string, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const ids = [0, 1, 2].map((i) => `${name}-${String(round)}-${String(i)}`);
    await c.record(ids.map((id) => manifestOf(id, [`own/${id}`, `of/${name}`, 'shared'])));
    for (const id of ids) say(id);
  }
}

/** Works like a build: the holder of the lease of a missing ref makes it, until all refs exist. */
async function build(c: Catalog, name: string, refs: readonly string[], ttlMs: number): Promise<void> {
  for (let round = 0; ; round++) {
    const current = await c.current(refs.map(ref));
    const missing = refs.filter((text) => !current.has(ref(text)));
    if (missing.length === 0) return;
    const held = new Map<string, number>();
    for (const [key, outcome] of await c.acquire({ keys: missing, owner: name, ttlMs })) {
      if (outcome.acquired) held.set(key, outcome.lease.token);
    }
    // Another process may have made the ref before its lease became free.
    const made = await c.current([...held.keys()].map(ref));
    const own = [...held.keys()].filter((key) => !made.has(ref(key)));
    const manifests = own.map((key) => manifestOf(`${name}-${String(round)}-${key}`, [key]));
    const fences = new Map(
      manifests.map(({ id }, i) => [id, { key: own[i] ?? '', token: held.get(own[i] ?? '') ?? 0 }]),
    );
    const { stale } = await c.record(manifests, fences);
    for (const { id } of manifests) if (!stale.includes(id)) say(id);
    await c.release(held);
  }
}
