import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeBuild, plan, ref, task } from '../testing/index.js';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

describe('the environment of a task', () => {
  test('has the build id, the task id, the outputs and the metadata file, which the config cannot override', async () => {
    const done = build.run(
      plan(task('a', [], { outputs: [ref('a'), ref('a"2')], env: { MINE: '1', DATABUILD_TASK_ID: 'forged' } })),
    );
    await build.slots.running('a');
    build.slots.end('a');
    await done;
    expect(build.slots.launches[0]?.env).toEqual({
      MINE: '1',
      DATABUILD_BUILD_ID: 'uid-0',
      DATABUILD_TASK_ID: 'id-a',
      DATABUILD_OUTPUTS: '["a","a\\"2"]',
      DATABUILD_METADATA_FILE: join(build.dir, 'builds/uid-0/metadata/id-a.json'),
    });
    expect(build.slots.launches[0]?.logFile).toBe(join(build.dir, 'builds/uid-0/logs/id-a.log'));
  });

  test('names a file with the outputs when they are too long for a variable', async () => {
    const outputs = Array.from({ length: 5000 }, (_, index) => ref(`many/outputs/number=${String(index)}`));
    const done = build.run(plan(task('a', [], { outputs })));
    await build.slots.running('a');
    build.slots.end('a');
    await done;
    const env = build.slots.launches[0]?.env ?? {};
    expect(env['DATABUILD_OUTPUTS']).toBeUndefined();
    expect(JSON.parse(await readFile(env['DATABUILD_OUTPUTS_FILE'] ?? '', 'utf8'))).toEqual(outputs);
  });
});
