import { expect, test } from '@jest/globals';
import { WorkMeter } from './work_meter.js';

function meterOf(terminal: boolean) {
  const said: string[] = [];
  const views: (readonly string[])[] = [];
  const clock = { now: 0 };
  const live = { status: (lines: readonly string[]) => views.push(lines), size: () => ({ columns: 30, rows: 5 }) };
  const meter = new WorkMeter({
    line: (text) => said.push(text),
    now: () => clock.now,
    ...(terminal && { live }),
  });
  return { meter, said, views, clock };
}

test('without a terminal, progress is printed every ten seconds, and short work is silent', () => {
  const { meter, said, clock } = meterOf(false);
  meter.begin('verifying', 'manifest');
  for (let second = 1; second <= 25; second++) {
    clock.now = second * 1000;
    meter.add(1000);
  }
  clock.now = 30_500;
  meter.begin('verifying', 'partition');
  meter.end();
  expect(said).toEqual(['verifying: 10,000 manifests so far', 'verifying: 20,000 manifests so far', 'verifying']);
});

test('on a terminal, progress is one line that fits, changes at most ten times a second, and disappears at the end', () => {
  const { meter, said, views, clock } = meterOf(true);
  meter.begin('exporting the catalog', 'row');
  for (let ms = 1; ms <= 1000; ms++) {
    clock.now = ms;
    meter.add(1);
  }
  meter.end();
  expect(said).toEqual([]);
  expect(views.length).toBeLessThanOrEqual(13);
  expect(views[0]).toEqual(['exporting the catalog …']);
  for (const [line = ''] of views) expect(line.length).toBeLessThan(30);
  expect(views.at(-1)).toEqual([]);
});
