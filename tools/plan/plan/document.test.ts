import { expect, test } from '@jest/globals';
import type { Plan } from '../../base/model/index.js';
import { fakePlan, fakePlannedTask, refs } from '../../dev/testing/index.js';
import { readDocument } from './document.js';
import { planId } from './id.js';
import { editedPlanOf, readPlan } from './read.js';
import { writePlan } from './write.js';

const tasks = Array.from({ length: 50 }, (_, number) =>
  fakePlannedTask({
    outputs: [`p/${String(number)}é`],
    config: { args: ['a\nb'], env: { TZ: 'UTC' }, executable: 'run' },
  }),
);
const made = fakePlan(tasks, { pruned: [{ ref: refs('c')[0]!, manifest: 'm', note: 'valid' }] });
// With the id at the position where `plan` puts it.
const plan: Plan = Object.assign({ schemaVersion: made.schemaVersion, id: '' }, made, { id: planId(made) });
const text = [...writePlan(plan)].join('');

/** Much less than the size of the plan. */
const LIMIT = 1000;

function* chunks(of: string, size: number): Generator<Buffer> {
  const bytes = Buffer.from(of);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([1, 3, 1000, 1_000_000])('reads a written plan in chunks of %d bytes', async (size) => {
  expect(await readPlan(chunks(text, size))).toEqual({ ok: true, value: plan });
  const document = await readDocument(chunks(text, size), LIMIT);
  expect(document).toMatchObject({ ok: true, value: { contentId: plan.id } });
  expect(document.ok && editedPlanOf(document.value)).toEqual({ ok: true, value: plan });
});

test.each([
  ['one-line', JSON.stringify(plan), 1],
  ['indented', JSON.stringify(plan, null, 2), 1],
  ['broken', text.replace('"p/20é"', '"p/20é'), text.slice(0, text.indexOf('"p/20é"')).split('\n').length],
])('rejects a plan above the size limit if it is %s', async (_, other, line) => {
  const reason = 'plan-too-large';
  const found = await readDocument(chunks(other, 100), LIMIT);
  expect(found).toMatchObject({ ok: false, error: { reason, line, maxLength: LIMIT } });
});

test('finds a wrong value in a plan above the size limit', async () => {
  const wrong = text
    .replace(/"TZ":"UTC"(?=[^\n]*"p\/20é")/, '"TZ":5')
    .replace(/("p\/20é"[^\n]*)"TZ":"UTC"/, '$1"TZ":5');
  const line = wrong.split('\n').findIndex((each) => each.includes('"TZ":5')) + 1;
  const column = (wrong.split('\n')[line - 1] ?? '').indexOf('5}') + 1;
  const document = await readDocument(chunks(wrong, 100), LIMIT);
  expect(document.ok && editedPlanOf(document.value)).toMatchObject({
    ok: false,
    error: {
      reason: 'plan-bad-shape',
      place: { line, column },
      problem: { path: ['tasks', 20, 'config', 'env', 'TZ'] },
    },
  });
});

test('computes the content id from the text only if the text has the layout of writePlan', async () => {
  const idOf = async (of: string) => {
    const document = await readDocument(chunks(of, 100));
    return document.ok ? document.value.contentId : undefined;
  };
  expect(await idOf(text)).toBe(plan.id);
  expect(await idOf(text.replace('UTC', 'CET'))).toBeUndefined();
  expect(await idOf(text.replace(/^"id".*\n/m, ''))).toBeUndefined();
  expect(await idOf(JSON.stringify(plan))).toBeUndefined();
});

test('rejects a plan that is not UTF-8', async () => {
  const problem = { reason: 'plan-not-json', problem: { kind: 'not-utf8' } };
  expect(await readPlan([Buffer.from(text), Buffer.from([0xff])])).toMatchObject({ ok: false, error: problem });
});

test('ignores a byte order mark', async () => {
  expect(await readPlan([Buffer.from(`\ufeff${text}`)])).toEqual({ ok: true, value: plan });
});
