import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ExecEvent, TaskName } from '../exec/index.js';
import type { Manifest } from '../base/model/index.js';
import { refs } from '../dev/testing/index.js';
import { execProgress } from './exec_progress.js';
import type { LiveOptions } from './live.js';
import type { Progress } from './progress.js';

const task: TaskName = { id: '00ff', job: '//t:j', outputs: refs('d/1') };
const shared = { buildId: 'B', label: '//t:g', host: 'h', pruned: 0, reasons: {}, logDir: '/l' };
const began: ExecEvent = { type: 'build', event: 'started', time: 0, tasks: 2, ...shared };
const none = { built: 0, failed: 0, skipped: 0, aborted: 0, delegated: 0, unchanged: 0, pruned: 0 };
const over: ExecEvent = { type: 'build', event: 'finished', time: 0, outcome: 'succeeded', durationMs: 2500, ...none };
const log = '/l/00ff.log';
const announced: ExecEvent = { type: 'task', event: 'announced', time: 0, task, reason: { kind: 'forced' } };
const started: ExecEvent = { type: 'task', event: 'started', time: 0, task, attempt: 1, log };
const finished: ExecEvent = {
  type: 'task',
  event: 'finished',
  time: 0,
  task,
  manifest: {} as Manifest,
  durationMs: 10,
};
const failed: ExecEvent = {
  type: 'task',
  event: 'failed',
  time: 0,
  task,
  attempt: 1,
  problem: { reason: 'exit-non-zero', code: 3 },
  log,
  logTail: '',
  durationMs: 10,
};

/** A terminal that records what it shows. The test moves its clock. */
class Watcher {
  now = 0;
  size = { columns: 80, rows: 24 };
  readonly lines: string[] = [];
  readonly views: (readonly string[])[] = [];
  readonly reads: string[] = [];
  logText = '';
  tick: (() => void) | undefined;
  resized: (() => void) | undefined;

  progress(options: Partial<LiveOptions> & { readonly quiet?: boolean } = {}): Progress {
    const { quiet = false, ...live } = options;
    return execProgress({
      line: (text) => this.lines.push(text),
      quiet,
      dataDir: '/d',
      live: {
        status: (view) => this.views.push(view),
        size: () => this.size,
        onResize: (listener) => {
          this.resized = listener;
          return () => (this.resized = undefined);
        },
        every: (_milliseconds, callback) => {
          this.tick = callback;
          return () => (this.tick = undefined);
        },
        readTail: (path) => {
          this.reads.push(path);
          return Promise.resolve(this.logText);
        },
        now: () => this.now,
        color: false,
        tasks: [],
        ...live,
      },
    });
  }

  /** Lets time pass as the timer would. */
  pass(milliseconds: number): void {
    for (const end = this.now + milliseconds; this.now < end;) {
      this.now += 100;
      this.tick?.();
    }
  }
}

let watcher: Watcher;

beforeEach(() => {
  watcher = new Watcher();
});

/** Waits until logs have been read. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const passSlowly = async (milliseconds: number): Promise<void> => {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    watcher.pass(100);
    await settled();
  }
};

describe('a build on a terminal', () => {
  test('shows a view until it ends, and keeps the lines about its start, its failures and its end', () => {
    const { emit } = watcher.progress();
    emit(began);
    emit(announced);
    emit(started);
    watcher.pass(100);
    expect(watcher.lines).toEqual(['build B of //t:g: 2 tasks to run']);
    expect(watcher.views.at(-1)).toEqual([
      `[0/2] 1 running; 0s, ETA unknown     [${'.'.repeat(40)}]`,
      '    0s //t:j d/1',
    ]);
    emit(failed);
    expect(watcher.lines.slice(1)).toEqual([
      'failed   //t:j d/1 task=00ff after 0.01s: exit-non-zero',
      '  exit code 3; log: /l/00ff.log',
    ]);
    emit(finished);
    emit(over);
    expect(watcher.views.at(-1)).toEqual([]);
    expect(watcher.lines.slice(3)).toEqual(['succeeded: built 0, pruned 0 in 2.50s; data in /d']);
    expect([watcher.tick, watcher.resized]).toEqual([undefined, undefined]);
  });

  test('is painted at most ten times a second, and finally shows the latest state', () => {
    const { emit } = watcher.progress();
    emit(began);
    for (let index = 0; index < 1000; index++) {
      emit(index % 2 === 0 ? started : finished);
      watcher.now++;
    }
    expect(watcher.views.length).toBeLessThanOrEqual(11);
    watcher.pass(100);
    expect(watcher.views.at(-1)?.[0]).toMatch(/^\[500\/2] 0 running; /);
  });

  test('is painted even when nothing happens, with the ends of logs that are read twice a second', async () => {
    const { emit } = watcher.progress();
    emit(began);
    emit(started);
    watcher.logText = 'loading\n';
    expect(watcher.reads).toEqual([]);
    await passSlowly(500);
    watcher.logText = 'storing\n';
    const before = watcher.views.length;
    const read = watcher.reads.length;
    await passSlowly(2000);
    expect(watcher.reads).toHaveLength(read + 4);
    expect(watcher.views.length - before).toBeLessThanOrEqual(8);
    expect(watcher.views.at(-1)?.[1]).toBe('    2s //t:j d/1 | storing');
  });

  test('is painted again at once when the terminal is resized', () => {
    watcher.progress().emit(began);
    watcher.size = { columns: 12, rows: 24 };
    watcher.resized?.();
    expect(watcher.views.at(-1)).toEqual(['[0/2] 0 ru…']);
  });

  test('removes its view if it ends without a last event', async () => {
    const { emit, end } = watcher.progress();
    emit(began);
    emit(started);
    watcher.pass(1000);
    end();
    await settled();
    emit(finished);
    watcher.pass(1000);
    expect(watcher.views.at(-1)).toEqual([]);
  });

  test('colours failure and success if colours are enabled', () => {
    const { emit } = watcher.progress({ color: true });
    for (const event of [began, failed, over]) emit(event);
    expect(watcher.lines.map((line) => line.split(' ')[0])).toEqual([
      'build',
      '\u001b[31mfailed',
      '',
      '\u001b[32msucceeded:',
    ]);
  });

  test('prints nothing with --quiet', () => {
    const { emit } = watcher.progress({ quiet: true });
    for (const event of [began, started, failed, over]) emit(event);
    expect([watcher.lines, watcher.views]).toEqual([[], []]);
  });
});
