import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EngineBatch } from '../engine.js';
import { filePrefix, jobScript, sbatchArguments, type ArrayJob } from './job_script.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slurm's $job -"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const job = (more: Partial<ArrayJob['array']> = {}, command: readonly string[] = ['/bin/cat']): ArrayJob => {
  const batch: EngineBatch = { id: 'b', folder, attempts: [], command, env: { TOKEN: 'secret' } };
  const array = { job: '//t:job', resources: {}, elements: [[], []], timeoutMs: 0, ...more };
  return { batch, number: 0, array, comment: 'databuild:b:0' };
};

test('a job waits for the file of its element, which a shared folder may show late', async () => {
  const child = spawn('/bin/sh', ['-s'], { env: { PATH: '/usr/bin:/bin', SLURM_ARRAY_TASK_ID: '1' } });
  const printed = text(child.stdout);
  // Its `sleep` is a process, whose start says that the file was not there.
  child.stdin.end(jobScript(job()).replace('sleep 1', 'echo waits >&2; sleep 1'));
  await once(child.stderr, 'data');
  writeFileSync(`${filePrefix(job())}1`, 'the attempts\n');
  expect(await printed).toBe('the attempts\n');
});

test('no value of the environment is in the script or the arguments', () => {
  const options = { slackMinutes: 5 };
  expect([jobScript(job()), ...sbatchArguments(job(), options, new Set())].join('\n')).not.toContain('secret');
});

test('needs become options, and the time limit is later than the timeout', () => {
  const resources = { cpu: 2, memory_mb: 512, gpu: 1, 'gres/nic': 3, mps: 0, warehouse: 4 };
  const options = { account: 'team', partition: 'short', qos: 'low', slackMinutes: 5 };
  const words = sbatchArguments(job({ resources, timeoutMs: 90_000 }), options, new Set(['gpu', 'nic', 'mps']));
  expect(words.filter((word) => /^--(cpus|mem|gres|time|account|partition|qos|array)/.test(word))).toEqual([
    '--array=0-1',
    '--cpus-per-task=2',
    '--mem=512M',
    '--gres=gpu:1,nic:3',
    '--time=7',
    '--account=team',
    '--partition=short',
    '--qos=low',
  ]);
});
