import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakePlan } from '../../dev/testing/index.js';
import { countPlanTasks } from './count_tasks.js';
import { writePlan } from './write.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'count-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

const count = (text: string): Promise<number | undefined> => {
  const path = join(dir, 'plan.json');
  writeFileSync(path, text);
  return countPlanTasks(path);
};

test('counts the tasks of a plan, and nothing else', async () => {
  const tasks = Array.from({ length: 3000 }, (_, number) => ({ outputs: [`a/${String(number)}`] }));
  expect(await count([...writePlan(fakePlan(tasks))].join(''))).toBe(3000);
  expect(await count([...writePlan(fakePlan([]))].join(''))).toBe(0);
});

test('does not count a plan that is cut off, has another layout, or is no file', async () => {
  const text = [...writePlan(fakePlan([{ outputs: ['a/1'] }]))].join('');
  expect(await count(text.slice(0, -10))).toBeUndefined();
  expect(await count(JSON.stringify(JSON.parse(text), null, 2))).toBeUndefined();
  expect(await count('')).toBeUndefined();
  expect(await countPlanTasks(join(dir, 'no.json'))).toBeUndefined();
  expect(await countPlanTasks(dir)).toBeUndefined();
});
