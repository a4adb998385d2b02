import { beforeEach, describe, expect, test } from '@jest/globals';
import type { TaskName } from '../exec/index.js';
import type { Manifest } from '../base/model/index.js';
import { displayWidth } from '../base/runtime/index.js';
import { refs } from '../dev/testing/index.js';
import { LiveBuild } from './live_state.js';
import { liveView, shownTasks, type LiveViewOptions } from './live_view.js';

const problem = { reason: 'exit-non-zero', code: 3 } as const;

let build: LiveBuild;

const task = (id: string, ...outputs: string[]): TaskName => ({
  id,
  job: '//t:j',
  outputs: refs(...(outputs.length > 0 ? outputs : [`d/${id}`])),
});

const started = (name: TaskName, time: number, attempt = 1): void => {
  build.take({ type: 'task', event: 'started', time, task: name, attempt, log: `/l/${name.id}.log` });
};

const finished = (name: TaskName, time: number): void => {
  build.take({ type: 'task', event: 'finished', time, task: name, manifest: {} as Manifest, durationMs: 1 });
};

function view(options: Partial<LiveViewOptions> & { readonly logs?: Readonly<Record<string, string>> } = {}): string[] {
  const { logs = {}, ...others } = options;
  const logEnds = new Map(Object.entries(logs));
  return liveView(build, { columns: 61, rows: 10, now: 65_000, color: false, logEnds, ...others });
}

beforeEach(() => {
  const tasks = Array.from({ length: 5 }, (_, index) => task(String(index)));
  build = new LiveBuild(tasks.map(({ id }) => ({ id, dependsOn: [] })));
  const shared = { buildId: 'B', label: '//t:g', host: 'h', pruned: 0, reasons: {}, logDir: '/l' };
  build.take({ type: 'build', event: 'started', time: 0, tasks: 5, ...shared });
  for (const name of tasks) {
    const estimateMs = 60_000;
    build.take({ type: 'task', event: 'announced', time: 0, task: name, reason: { kind: 'forced' }, estimateMs });
  }
});

describe('the view of a build', () => {
  test('counts queued attempts, and times a task from its start', () => {
    build.take({ type: 'task', event: 'queued', time: 0, task: task('0'), attempt: 1, log: '/l/0.log' });
    build.take({ type: 'task', event: 'queued', time: 0, task: task('1'), attempt: 1, log: '/l/1.log' });
    expect(view()[0]).toContain('0 running, 2 queued');
    started(task('0'), 60_000);
    expect(view()).toEqual([expect.stringContaining('1 running, 1 queued'), '    5s //t:j d/0']);
  });

  test('has one line for a batch, with its log', () => {
    for (const id of ['0', '1', '2']) {
      build.take({ type: 'task', event: 'started', time: 5000, task: task(id), attempt: 1, log: '/l/0.log', batch: 3 });
    }
    started(task('3'), 60_000);
    expect(view({ logs: { '/l/0.log': 'half\n' } })).toEqual([
      expect.stringContaining('4 running'),
      ' 1m00s //t:j d/0 and 2 other tasks | half',
      '    5s //t:j d/3',
    ]);
    expect(shownTasks(build, { rows: 9, columns: 61 }).map(({ log }) => log)).toEqual(['/l/0.log', '/l/3.log']);
    finished(task('0'), 65_000);
    expect(view()[1]).toBe(' 1m00s //t:j d/1 and 2 other tasks');
  });

  test('has a headline, and a line for each running task with the last line of its log', () => {
    started(task('0', 'd/0', 'd/x'), 0);
    started(task('1'), 5000);
    finished(task('1'), 60_000);
    started(task('2'), 61_500, 2);
    const logs = { '/l/0.log': 'one\n\u001b[32mtwo\u001b[0m\tof three\n\n', '/l/2.log': ' 10%\r 20%\r' };
    expect(view({ logs })).toEqual([
      '[1/5] 2 running; 1m05s, ETA 1m32s [####....................]',
      ' 1m05s //t:j d/0 (+1 more) | two of three',
      '    3s //t:j d/2 (attempt 2) | 20%',
    ]);
  });

  test('counts failed, waiting, skipped and aborted tasks', () => {
    started(task('0'), 0);
    started(task('1'), 0);
    const log = '/l/0.log';
    const shared = { type: 'task', time: 1000, problem, log, attempt: 1, durationMs: 1000 } as const;
    build.take({ ...shared, event: 'failed', task: task('0'), logTail: '' });
    build.take({ ...shared, event: 'retrying', task: task('1'), delayMs: 1000 });
    build.take({ type: 'task', event: 'waiting', time: 0, task: task('2'), owner: 'other:B' });
    build.take({ type: 'task', event: 'skipped', time: 0, task: task('3'), because: task('0') });
    build.take({ type: 'task', event: 'aborted', time: 0, task: task('4'), started: false });
    build.take({ type: 'build', event: 'stopping', time: 0, why: 'task-failed', running: 0 });
    expect(view({ columns: 100 })).toEqual([
      '[0/5] 0 running, 1 waiting, 1 to retry, 1 failed, 1 skipped, 1 aborted; 1m05s, stopping',
      ' waits //t:j d/2 for other:B',
    ]);
    build.take({ type: 'task', event: 'delegated', time: 0, task: task('2'), manifests: ['m'] });
    started(task('1'), 65_000, 2);
    expect(view({ columns: 100 })).toEqual([
      '[1/5] 1 running, 1 failed, 1 skipped, 1 aborted; 1m05s, stopping [######xxxxxxxxxxxxxxxxxxx.......]',
      '    0s //t:j d/1 (attempt 2)',
    ]);
  });

  test('fits the terminal: it shows as many tasks as fit, and counts the rest', () => {
    for (let id = 0; id < 5; id++) started(task(String(id)), id * 1000);
    expect(view({ rows: 7 })).toHaveLength(6);
    expect(view({ rows: 6 })).toEqual([
      expect.stringMatching(/^\[0\/5\] 5 running/),
      ' 1m05s //t:j d/0',
      ' 1m04s //t:j d/1',
      ' 1m03s //t:j d/2',
      '       and 2 more',
    ]);
    for (let rows = 1; rows < 10; rows++) expect(view({ rows }).length).toBeLessThanOrEqual(Math.max(1, rows - 1));
  });

  test('has only lines that are narrower than the terminal, whatever their characters', () => {
    started(task('0', `d/${'日本'.repeat(40)}`), 0);
    started(task('1', `d/${'x'.repeat(200)}`), 0);
    build.take({ type: 'task', event: 'waiting', time: 0, task: task('2', '👨‍👩‍👧'.repeat(50)), owner: 'other:B' });
    const logs = { '/l/0.log': '語'.repeat(300), '/l/1.log': 'y'.repeat(300) };
    for (let columns = 1; columns < 130; columns++) {
      for (const line of view({ columns, logs })) expect(displayWidth(line)).toBeLessThan(Math.max(columns, 2));
    }
    expect(view({ logs, columns: 41 }).slice(1, 3)).toEqual([
      ' 1m05s //t:j d/日本日本日… | 語語語語語…',
      ` 1m05s //t:j d/${'x'.repeat(11)}… | yyyyyyyyy…`,
    ]);
  });

  test('has a bar at its right edge for the done tasks and those that will not be done', () => {
    const barOf = (columns: number): string | undefined => / (\[[#x.]+\])$/.exec(view({ columns })[0] ?? '')?.[1];
    expect(barOf(200)).toBe(`[${'.'.repeat(40)}]`);
    finished(task('0'), 1);
    build.take({ type: 'task', event: 'delegated', time: 0, task: task('1'), manifests: ['m'] });
    build.take({ type: 'task', event: 'skipped', time: 0, task: task('2'), because: task('3') });
    expect(barOf(200)).toBe(`[${'#'.repeat(16)}${'x'.repeat(8)}${'.'.repeat(16)}]`);
    expect(view({ columns: 200 })[0]).toHaveLength(199);
    for (let columns = 1; columns < 200; columns++) {
      const bar = barOf(columns) ?? '';
      expect(view({ columns })[0]?.length).toBeLessThanOrEqual(Math.max(1, columns - 1));
      if (bar !== '') expect(bar.length).toBeGreaterThanOrEqual(12);
    }
    for (const id of ['3', '4']) finished(task(id), 1);
    expect(barOf(200)).toBe(`[${'#'.repeat(32)}${'x'.repeat(8)}]`);
  });

  test('escapes the control characters of a log', () => {
    started(task('0'), 0);
    expect(view({ logs: { '/l/0.log': 'a\u0007b\u202ec' } })[1]).toBe(' 1m05s //t:j d/0 | a\\u0007b\\u202ec');
  });

  test('has colours only if they are enabled', () => {
    started(task('0'), 0);
    const logs = { '/l/0.log': 'text' };
    expect(view({ logs }).join()).not.toContain('\u001b');
    expect(view({ logs, color: true })[1]).toBe(' 1m05s //t:j d/0 \u001b[2m| text\u001b[0m');
  });

  test.each([
    [999, '0s'],
    [59_999, '59s'],
    [60_000, '1m00s'],
    [3_599_000, '59m59s'],
    [3_600_000, '1h00m'],
    [90_000_000, '1d01h'],
  ])('after %i ms shows %s', (now, text) => {
    expect(view({ now })[0]?.split(' [')[0]).toBe(`[0/5] 0 running; ${text}, ETA unknown`);
  });
});
