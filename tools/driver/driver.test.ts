import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../base/model/index.js';
import { passOnSignals, refs } from '../dev/testing/index.js';
import { workOfPlan, type ExecEvent } from '../exec/index.js';
import {
  adoptRefs,
  blessRefs,
  openBuilder,
  openSiteCatalog,
  planRefs,
  readDefinition,
  resumePlan,
  type BuildSettings,
  type DriverFailure,
} from './index.js';
import { SmallSite } from './testing/index.js';

const SETTINGS: BuildSettings = {
  jobs: 2,
  graceMs: 10_000,
  resources: new Map(),
  optimistic: false,
  leaseTtlMs: 60_000,
  wait: true,
};

let sites: SmallSite[];
let deafen: () => void;

beforeAll(() => {
  deafen = passOnSignals('SIGCHLD');
});

afterAll(() => {
  deafen();
});

beforeEach(() => {
  sites = [];
});

afterEach(() => Promise.all(sites.map((site) => site.remove())));

function makeSite(): SmallSite {
  const site = new SmallSite();
  sites.push(site);
  return site;
}

/** Cancels one build. */
class Cancelling {
  readonly #steps = [new AbortController(), new AbortController(), new AbortController()] as const;

  get cancel(): { signal: AbortSignal; stop: AbortSignal; kill: AbortSignal } {
    const [signal, stop, kill] = this.#steps;
    return { signal: signal.signal, stop: stop.signal, kill: kill.signal };
  }

  /** Ends the running tasks. */
  now(): void {
    this.#steps[0].abort('SIGTERM');
    this.#steps[1].abort('SIGTERM');
  }
}

interface Building {
  readonly result: Promise<Result<unknown, DriverFailure[]>>;
  readonly started: Promise<unknown>;
  readonly events: readonly ExecEvent[];
}

/** Plans and builds; `started` resolves with the first task. */
function build(small: SmallSite, cancelling: Cancelling, ...texts: string[]): Building {
  const events: ExecEvent[] = [];
  const started = Promise.withResolvers<unknown>();
  const { cancel } = cancelling;
  const result = (async () => {
    const opened = await openBuilder(small.site, SETTINGS);
    if (!opened.ok) return opened;
    await using builder = opened.value;
    const wanted = { refs: refs(...texts), request: {} };
    const planned = await planRefs(wanted, small.site, builder.catalog, { signal: cancel.signal });
    if (!planned.ok) return planned;
    return await builder.run(workOfPlan(planned.value.plan), {
      cancel,
      emits: [
        (event) => {
          events.push(event);
          if (event.type === 'task' && event.event === 'started') started.resolve(undefined);
        },
      ],
    });
  })();
  return { result, started: started.promise, events };
}

const signal = new AbortController().signal;

test('two builds run side by side in one process, and cancelling one does not affect the other', async () => {
  const [one, other] = [makeSite(), makeSite()];
  const [cancelOne, cancelOther] = [new Cancelling(), new Cancelling()];
  const first = build(one, cancelOne, 'waits/1');
  const second = build(other, cancelOther, 'waits/2', 'quick');
  await Promise.all([first.started, second.started]);
  cancelOne.now();
  const ended = await first.result;
  expect(ended).toMatchObject({ ok: false, error: [{ stage: 'exec', failure: { reason: 'cancelled', stopped: 1 } }] });
  expect(second.events.some(({ event }) => event === 'stopping')).toBe(false);
  writeFileSync(join(other.site.dataDir, 'go'), '');
  expect(await second.result).toMatchObject({ ok: true, value: { built: 2 } });
  expect(second.events.filter(({ event }) => event === 'started' || event === 'finished')).toHaveLength(6);
});

test('every failure is a value that names its stage', async () => {
  const small = makeSite();
  const failed = await build(small, new Cancelling(), 'fails').result;
  expect(failed).toMatchObject({ ok: false, error: [{ stage: 'exec', failure: { reason: 'task-failed' } }] });

  small.setScript('j.configure', '#!/bin/sh\nexit 1\n');
  const unconfigured = await build(small, new Cancelling(), 'other').result;
  expect(unconfigured).toMatchObject({ ok: false, error: [{ stage: 'analyze' }] });

  writeFileSync(join(small.dir, '_main', 'test', 'j.run.digest'), 'no digest\n');
  const again = { ...small.site, descriptor: structuredClone(small.descriptor) };
  expect(readDefinition(again)).toEqual({
    ok: false,
    error: [
      {
        stage: 'code',
        failure: { reason: 'digest-malformed', path: join(small.dir, '_main', 'test', 'j.run.digest') },
      },
    ],
  });
});

test('code digests are read once for a descriptor, and again for a descriptor that was read again', () => {
  const small = makeSite();
  const before = readDefinition(small.site);
  small.setScript('j.run', '#!/bin/sh\n: other code\n');
  const same = readDefinition(small.site);
  const again = readDefinition({ ...small.site, descriptor: structuredClone(small.descriptor) });
  if (!before.ok || !same.ok || !again.ok) throw new Error('no definition');
  expect(same.value.jobs).toEqual(before.value.jobs);
  expect(again.value.jobs['//test:j']?.run).not.toBe(before.value.jobs['//test:j']?.run);
  expect(again.value.graphDigest).not.toBe(before.value.graphDigest);
});

test('a plan that is out of date is refused, planned again or run unchanged, as requested', async () => {
  const small = makeSite();
  const catalog = await openSiteCatalog(small.site);
  if (!catalog.ok) throw new Error('no catalog');
  const planned = await planRefs({ refs: refs('a'), request: {} }, small.site, catalog.value, { signal });
  if (!planned.ok) throw new Error('no plan');
  small.setScript('j.run', '#!/bin/sh\n: other code\n');
  const moved = { ...small.site, descriptor: structuredClone(small.descriptor) };
  const definition = readDefinition(moved);
  if (!definition.ok) throw new Error('no definition');
  const { plan } = planned.value;
  const resume = (onDrift: 'refuse' | 'replan' | 'ignore') =>
    resumePlan(plan, moved, catalog.value, {
      onDrift,
      allowForeignExecutables: false,
      definition: definition.value,
      signal,
    });

  expect(await resume('refuse')).toMatchObject({
    ok: false,
    error: [{ stage: 'drift', failure: { reason: 'job-code-changed', job: '//test:j', executable: 'run' } }],
  });
  const replanned = await resume('replan');
  const ignored = await resume('ignore');
  if (!replanned.ok || !ignored.ok) throw new Error('nothing to run');
  expect(replanned.value.plan).not.toBe(plan.id);
  expect(ignored.value.plan).toBe(plan.id);
  expect(ignored.value.tasks[0]?.contentKey).not.toBe(plan.tasks[0]?.contentKey);
  await catalog.value.close();
});

test('partitions are adopted once, and blessed if the graph would now build them differently', async () => {
  const small = makeSite();
  const catalog = await openSiteCatalog(small.site);
  if (!catalog.ok) throw new Error('no catalog');
  const adopted = await adoptRefs(refs('a', 'b'), small.site, catalog.value, { signal });
  expect(adopted).toMatchObject({ ok: true, value: { known: [], adopted: ['a', 'b'] } });
  const more = await adoptRefs(refs('a', 'c'), small.site, catalog.value, { signal });
  expect(more).toMatchObject({ ok: true, value: { known: ['a'], adopted: ['c'] } });

  expect(await blessRefs(refs('a', 'z'), false, small.site, catalog.value, { signal })).toMatchObject({
    ok: false,
    error: [{ stage: 'vouch', failure: { reason: 'not-in-catalog', ref: 'z' } }],
  });
  const blessed = await blessRefs(refs('a'), false, small.site, catalog.value, { signal });
  expect(blessed).toMatchObject({ ok: true, value: { manifests: [], valid: ['a'] } });
  small.setScript('j.run', '#!/bin/sh\n: other code\n');
  const moved = { ...small.site, descriptor: structuredClone(small.descriptor) };
  const now = await blessRefs(refs('a'), false, moved, catalog.value, { signal });
  expect(now).toMatchObject({ ok: true, value: { manifests: [{ outputs: ['a'], origin: 'blessed' }], valid: [] } });
  await catalog.value.close();
});
