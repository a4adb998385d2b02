import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manifestOf } from '../../catalog/conformance/manifests.js';
import { passOnSignals } from '../../dev/testing/index.js';
import { GRAPH, Rig, type Replica } from './testing/index.js';

const DAY = 24 * 3_600_000;
const ANN = { name: 'ann', role: 'operator' } as const;
const PAGE = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'triggers.md'), 'utf8');

let rig: Rig;
let one: Replica;
let deafen: () => void;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  rig = await Rig.open();
  one = await rig.replica();
});

afterEach(async () => {
  deafen();
  await rig.close();
});

/** Writes a program of the page. */
function programOf(name: string): Promise<string> {
  const text = new RegExp(`<!-- file: ${name} -->\\s+\`\`\`\\w+\\n(.*?)\`\`\``, 's').exec(PAGE)?.[1];
  if (text === undefined) throw new Error(`docs/triggers.md has no ${name}`);
  return rig.program(name, text);
}

test('previous_day.sh of the page requests the report of the day before', async () => {
  rig.deploy({
    daily: { schedule: '0 6 * * *', timezone: 'America/New_York', refs: await programOf('previous_day.sh') },
  });
  await one.look();
  rig.set('2026-03-01T11:00:00Z');
  await one.look();
  expect(await one.requested()).toEqual(['report/date=2026-02-28']);
});

test('refs.py of the page takes slots, recorded partitions and calls', async () => {
  const refs = await programOf('refs.py');
  rig.deploy({ any: { schedule: '0 6 * * *', onPartitions: ['orders/date={date}'], http: true, refs } });
  await one.look();
  rig.set('2026-03-01T06:00:00Z');
  await one.look();
  await one.opened.catalog.record([manifestOf('m', ['orders/date=2026-02-01', 'orders/date=2026-02-02'])]);
  await one.look();
  rig.advance(5_000);
  await one.look();
  await one.triggers.event(GRAPH, 'any', { body: { dates: ['2026-01-01', '2026-01-02'] } }, ANN);
  await one.look();
  expect(await one.requested()).toEqual([
    'report/date=2026-03-01',
    'report/date=2026-02-01 report/date=2026-02-02',
    'report/date=2026-01-01 report/date=2026-01-02',
  ]);
});

test('poll.py of the page makes an event of each file, once', async () => {
  const refs = await rig.program('refs', `#!/bin/sh\nsed 's/.*"event":"\\([a-z]*\\)".*/file\\/\\1/'\n`);
  rig.deploy({ poller: { poll: await programOf('poll.py'), pollSeconds: 60, refs } });
  await mkdir(join(rig.folder, 'inbox'));
  for (const name of ['a', 'b', '', 'c']) {
    if (name !== '') await writeFile(join(rig.folder, 'inbox', name), '');
    await one.look();
    rig.advance(60_000);
  }
  expect(await one.requested()).toEqual(['file/a', 'file/b', 'file/c']);
});

test.each(['all', 'latest', 'none'] as const)('catch_up = "%s" does what the page says', async (catchUp) => {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${catchUp}\``)) ?? '';
  const [, , handled, recorded = ''] = row.split('|').map((cell) => cell.trim());
  rig.deploy({ daily: { schedule: '0 6 * * *', requests: ['report/date={date}'], catchUp } });
  await one.look();
  rig.advance(7 * DAY);
  await one.look();
  expect(await one.requested()).toHaveLength({ 'all 7': 7, 'the last one': 1, none: 0 }[handled ?? ''] ?? -1);
  const skipped = (await one.outcomes('daily')).filter((each) => each.startsWith('skipped'));
  const [, count, reason] = /^(\d) slots as one row: `(.*)`$/.exec(recorded) ?? [];
  expect(skipped).toEqual(recorded === '' ? [] : [`skipped: ${String(reason)} ${String(count)}`]);
});
