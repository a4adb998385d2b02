import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { DONE, FakeBuild, manifest, plan, ref, task } from './testing/index.js';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

describe('a manifest', () => {
  test('has the outputs, the inputs, the config, the times and the metadata of the run', async () => {
    await build.catalog.record([manifest('given')]);
    const inputs = [
      { depType: 'materialize', ref: ref('a') },
      { depType: 'materialize', ref: ref('given') },
      { depType: 'query', ref: ref('nowhere') },
    ] as const;
    const [first, second] = plan(task('a'), task('b', ['a'], { inputs: [...inputs], env: { X: 'y' } }));
    if (first === undefined || second === undefined) throw new Error('no tasks');
    const done = build.run([first, second]);
    await build.slots.running('a');
    build.slots.end('a');
    await build.slots.running('b');
    await writeFile(build.slots.launches[1]?.metadataFile ?? '', '{"rows": 3}');
    build.slots.end('b', { ...DONE, wroteMetadata: true });
    expect((await done).ok).toBe(true);

    const current = await build.catalog.current([ref('a'), ref('b')]);
    const id = current.get(ref('b'))?.id ?? '';
    const written = (await build.catalog.manifests([id])).get(id);
    expect(written).toEqual({
      schemaVersion: 1,
      id,
      outputs: ['b'],
      inputs: [
        { depType: 'materialize', ref: 'a', manifest: current.get(ref('a'))?.id, versionKey: 'key-a' },
        { depType: 'materialize', ref: 'given', manifest: 'old-given', versionKey: 'old-key-given' },
        { depType: 'query', ref: 'nowhere', manifest: null, versionKey: null },
      ],
      job: '//t:job',
      jobVersion: '1.2.3',
      config: second.config,
      startTime: expect.stringMatching(/^1970-01-01T00:00:\d\d\.\d{3}Z$/),
      endTime: expect.stringMatching(/^1970-01-01T00:00:\d\d\.\d{3}Z$/),
      buildId: 'uid-0',
      taskId: 'id-b',
      host: 'h',
      attempt: 1,
      exitCode: 0,
      versionKey: 'key-b',
      contentKey: 'content-b',
      codeDigest: 'd'.repeat(64),
      metadata: { rows: 3 },
    });
    expect(Date.parse(written?.endTime ?? '')).toBeGreaterThan(Date.parse(written?.startTime ?? ''));
  });

  test('has the measured duration, even if the system clock is set back while the task runs', async () => {
    let time = Date.parse('2024-03-01T12:00:00Z');
    let elapsed = 1000.25;
    const done = build.run(plan(task('a')), { clock: () => time, elapsed: () => elapsed });
    await build.slots.running('a');
    time -= 5000;
    elapsed += 1010.5;
    build.slots.end('a');
    expect(await done).toMatchObject({ ok: true, value: { durationMs: 1011 } });
    const finished = build.events.filter(({ event }) => event === 'finished');
    expect(finished).toMatchObject([
      {
        durationMs: 1011,
        manifest: { startTime: '2024-03-01T12:00:00.000Z', endTime: '2024-03-01T12:00:01.011Z' },
      },
      { durationMs: 1011 },
    ]);
  });
});
