import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeEachDatabase } from '../../catalog/conformance/describe_each_database.js';
import { TestGraph } from '../../cli/testing/index.js';
import { appears, passOnSignals } from '../../dev/testing/index.js';
import { onlyProgram } from '../programs/index.js';
import type { Requests } from './index.js';
import { accepted, ANN, programOf, reaches, RequestRig } from './testing/rig.js';

jest.setTimeout(120_000);

describeEachDatabase('a backfill, in %s,', (newUrl) => {
  let graph: TestGraph;
  let rig: RequestRig;
  let requests: Requests;
  let deafen: () => void;

  beforeEach(async () => {
    deafen = passOnSignals('SIGCHLD');
    graph = new TestGraph();
    rig = await RequestRig.open({
      programs: onlyProgram(programOf(graph)),
      url: await newUrl(),
    });
    requests = rig.start();
  });

  afterEach(async () => {
    await rig[Symbol.asyncDispose]();
    await graph.remove();
    deafen();
  });

  const data = (path: string): string => join(rig.dataDir, path);
  const progress = async (id: string) => {
    const found = await requests.progress(id);
    return found.ok ? found.value : found.error;
  };
  const cells = async (id: string): Promise<string[]> => {
    const page = await requests.cells(id, { limit: 100 });
    return page.ok ? page.value.map(({ ref, state }) => `${ref} ${state}`) : [];
  };

  test('is approved once, cut into builds, stopped and continued, and makes nothing again', async () => {
    await reaches(requests, await accepted(requests, { refs: ['b/0'] }), 'succeeded');
    const refs = ['b/0', 'b/1', 'b/2-waits', 'b/3'];
    const id = await accepted(requests, { refs, size: 2, approve: 'always' });
    const asked = await reaches(requests, id, 'waiting-for-approval');
    expect(asked.plan?.summary).toMatchObject({ tasks: 6, requested: 4, pruned: 1 });
    await requests.approve(id, asked.plan?.id ?? '', ANN);
    await appears(data('pid'));
    const counts = { cells: 4, valid: 1, waiting: 1, running: 1, made: 1, failed: 0, builds: 3, buildsEnded: 1 };
    expect(await progress(id)).toEqual(counts);
    expect(await cells(id)).toEqual(['b/0 valid', 'b/1 made', 'b/2-waits running', 'b/3 waiting']);

    expect(await requests.stop(id, ANN)).toMatchObject({ ok: true, value: { state: 'stopped' } });
    const [second] = await requests.page({ parent: id, limit: 10 });
    await writeFile(data('go'), '');
    await reaches(requests, second?.id ?? '', 'succeeded');
    expect(await requests.page({ parent: id, limit: 10 })).toHaveLength(2);
    await requests.continue(id, ANN);
    await reaches(requests, id, 'succeeded');
    expect(await progress(id)).toEqual({ ...counts, waiting: 0, running: 0, made: 3, buildsEnded: 3 });
    const builds = await requests.page({ parent: id, limit: 10 });
    expect(builds.map(({ state, plan }) => [state, plan?.summary.tasks])).toEqual([
      ['succeeded', 2],
      ['succeeded', 2],
      ['succeeded', 2],
    ]);
    expect(await requests.page({ limit: 10 })).toHaveLength(2);
  });

  test('ends at the first build that fails, and makes the rest when it is retried', async () => {
    const id = await accepted(requests, { refs: ['a/1', 'a/2-fails', 'a/3'], size: 1 });
    const failed = await reaches(requests, id, 'failed');
    expect(failed.problem).toMatchObject({ reason: 'backfill-build-failed' });
    expect(await cells(id)).toEqual(['a/1 made', 'a/2-fails failed', 'a/3 waiting']);
    graph.setScripts({ run: '#!/bin/sh\nmkdir -p "$(dirname "$1")"\necho made > "$1"\n' });
    await requests.retry(id, ANN);
    await reaches(requests, id, 'succeeded');
    expect(await cells(id)).toEqual(['a/1 valid', 'a/2-fails made', 'a/3 made']);
  });

  test('goes on after a build that fails if it is optimistic, and says what it has not made', async () => {
    const id = await accepted(requests, { refs: ['a/1-fails', 'a/2'], size: 1, mode: { optimistic: true } });
    const failed = await reaches(requests, id, 'failed');
    expect(failed.problem).toMatchObject({ reason: 'backfill-incomplete' });
    expect(await cells(id)).toEqual(['a/1-fails failed', 'a/2 made']);
  });

  test('is cancelled together with its build', async () => {
    const id = await accepted(requests, { refs: ['a/1-sleeps', 'a/2'], size: 1 });
    await appears(data('pid'));
    await requests.cancel(id, ANN);
    await requests.cancel(id, ANN);
    await reaches(requests, id, 'cancelled');
    expect(await cells(id)).toEqual(['a/1-sleeps failed', 'a/2 waiting']);
  });
});
