import { describe, expect, test } from '@jest/globals';
import type { ExecEvent, TaskName } from '../exec/index.js';
import type { Manifest, PartitionRef } from '../base/model/index.js';
import { execLines } from './exec_progress.js';

const task: TaskName = { id: '00ff', job: '//t:j', outputs: ['d/1', 'd/2', 'd/3'] as PartitionRef[] };
const problem = { reason: 'exit-non-zero', code: 3 } as const;
const started: ExecEvent = {
  type: 'build',
  event: 'started',
  time: 0,
  buildId: 'B',
  label: '//t:g',
  host: 'h',
  tasks: 3,
  pruned: 1,
  reasons: { missing: 2, forced: 1 },
  logDir: '/l',
};
const none = { built: 0, failed: 0, skipped: 0, aborted: 0, delegated: 0, unchanged: 0, pruned: 1 };
const finished = { type: 'build', event: 'finished', time: 0, outcome: 'failed', durationMs: 2500, ...none } as const;

function tell(story: readonly ExecEvent[]): string[] {
  const lines: string[] = [];
  const emit = execLines({ line: (text) => lines.push(text), dataDir: '/d' });
  for (const event of story) emit(event);
  return lines;
}

describe('the lines of a build', () => {
  test('are one searchable line for each event', () => {
    const of = { type: 'task', time: 0, task } as const;
    const log = '/l/00ff.log';
    const because = { ...task, id: '11' };
    const trouble = { type: 'build', time: 0, engine: 'slurm' } as const;
    expect(
      tell([
        started,
        { ...of, event: 'announced', reason: { kind: 'forced' } },
        { ...of, event: 'waiting', owner: 'h:C' },
        { ...of, event: 'queued', attempt: 1, log },
        { ...of, event: 'started', attempt: 1, log, batch: 1200, host: 'node7' },
        { ...of, event: 'retrying', attempt: 1, problem, log, durationMs: 10, delayMs: 2000 },
        { ...of, event: 'started', attempt: 2, log },
        { ...of, event: 'failed', attempt: 2, problem, log, logTail: '', durationMs: 10 },
        { ...of, event: 'finished', manifest: {} as Manifest, durationMs: 1234 },
        { ...trouble, event: 'waiting-for-engine', reason: 'engine-unreachable', detail: 'squeue: a\nb' },
        { ...trouble, event: 'engine-answered', reason: 'engine-unreachable' },
        { ...trouble, event: 'waiting-for-engine', reason: 'engine-full', detail: 'sbatch: MaxJobCount' },
        { ...trouble, event: 'engine-answered', reason: 'engine-full' },
        { ...trouble, event: 'waiting-for-engine', reason: 'attempts-stuck', detail: 'pod p: ImagePullBackOff' },
        { ...trouble, event: 'engine-answered', reason: 'attempts-stuck' },
        { ...trouble, event: 'adopted', tasks: 1 },
        { type: 'build', event: 'stopping', time: 0, why: 'task-failed', running: 0 },
        { type: 'build', event: 'stopping', time: 0, why: 'cancelled', running: 2 },
        { ...of, event: 'skipped', because },
        { ...of, event: 'aborted', started: true },
        { ...of, event: 'aborted', started: false },
        { ...of, event: 'delegated', manifests: ['m'] },
        { ...of, event: 'unchanged', manifest: {} as Manifest },
        { ...finished, built: 1, failed: 1, skipped: 2, aborted: 3, delegated: 4, unchanged: 5 },
      ]),
    ).toEqual([
      'build B of //t:g: 3 tasks to run (2 missing, 1 forced); 1 partition already up to date',
      'waiting  //t:j d/1 (+2 more) task=00ff for h:C',
      'queued   //t:j d/1 (+2 more) task=00ff',
      'started  //t:j d/1 (+2 more) task=00ff (in a batch of 1,200) on node7',
      'retrying //t:j d/1 (+2 more) task=00ff after 0.01s: exit-non-zero, again in 2.00s',
      'started  //t:j d/1 (+2 more) task=00ff (attempt 2)',
      'failed   //t:j d/1 (+2 more) task=00ff after 0.01s: exit-non-zero (attempt 2)',
      'finished //t:j d/1 (+2 more) task=00ff after 1.23s',
      'waiting for slurm: it does not answer (squeue: a; b); the build goes on when it does',
      'slurm answers again',
      'waiting for slurm: it accepts nothing more for now (sbatch: MaxJobCount); the build goes on when it does',
      'slurm accepts tasks again',
      'waiting for slurm: a task cannot start (pod p: ImagePullBackOff); the build goes on when it does',
      'slurm can start all tasks again',
      'taking over 1 task that a killed build had started on slurm',
      'stopping: task-failed',
      'cancelling: waiting for 2 running tasks (press Ctrl-C again to end them now)',
      'skipped  //t:j d/1 (+2 more) task=00ff because of task=11',
      'aborted  //t:j d/1 (+2 more) task=00ff',
      'aborted  //t:j d/1 (+2 more) task=00ff (not started)',
      'delegated //t:j d/1 (+2 more) task=00ff',
      'unchanged //t:j d/1 (+2 more) task=00ff: its changed inputs have the same data as before',
      'failed: built 1, failed 1, skipped 2, aborted 3, delegated 4, unchanged 5, pruned 1 in 2.50s; data in /d',
    ]);
  });

  test('begin with the number of tasks even if there are none', () => {
    expect(tell([{ ...started, tasks: 0, pruned: 0, reasons: {} }])).toEqual(['build B of //t:g: 0 tasks to run']);
  });

  test('list the first of ten thousand skipped tasks and count the rest', () => {
    const skipped: ExecEvent = { type: 'task', event: 'skipped', time: 0, task, because: task };
    const aborted: ExecEvent = { type: 'task', event: 'aborted', time: 0, task, started: false };
    const lines = tell([
      ...Array.from({ length: 10_000 }, () => skipped),
      ...Array.from({ length: 20 }, () => aborted),
      finished,
    ]);
    expect(lines.filter((line) => line.startsWith('skipped'))).toHaveLength(21);
    expect(lines.filter((line) => line.startsWith('aborted'))).toHaveLength(20);
    expect(lines.slice(-2)).toEqual(['skipped  9,980 more tasks', 'failed: built 0, pruned 1 in 2.50s; data in /d']);
  });
});
