import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { TARGETS } from './targets.js';
import { Rig, SAMPLE } from './testing/index.js';

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

afterEach(() => rig.remove());

const installed = (program: string): boolean => existsSync(`/usr/bin/${program}`);
const linted = installed('shellcheck') ? test : test.skip;

linted.each([...TARGETS.keys()])('the scripts of %s have no warnings of shellcheck', async (target) => {
  await rig.compile(target, SAMPLE, { settings: { stateDir: "/it's\t$a `state`", dataDir: '/%é"' } });
  const check = String.raw`find . -name '*.sh' -exec shellcheck {} +`;
  expect(spawnSync('sh', ['-c', check], { cwd: rig.folder, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stdout: '',
  });
});

test('the script of bash has at most 200 lines', async () => {
  await rig.compile('bash', SAMPLE);
  const { output } = await rig.run('wc', ['-l', 'run.sh']);
  expect(Number.parseInt(output)).toBeLessThanOrEqual(200);
});
