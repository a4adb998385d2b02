import type { BuildEvent, ExecEvent, TaskEvent } from '../exec/index.js';
import { unreachable } from '../base/model/index.js';
import { describeEngineAnswer, describeEngineWait } from './engine_failures.js';
import { firstOutput } from './exec_failures.js';
import { count, duration, number } from './numbers.js';
import { describePoolWait } from './pools.js';
import { name, whole } from './show.js';

/**
 * The searchable line of one event, `verb  key…`; nothing for an event without a line.
 *
 * @param dataDir shown at the end of the build
 */
export function describeExecEvent(event: ExecEvent, dataDir: string): string | undefined {
  return event.type === 'build' ? describeBuild(event, dataDir) : describeTask(event);
}

function describeTask(event: TaskEvent): string | undefined {
  const { task } = event;
  const what = `${task.job} ${name(firstOutput(task))} task=${task.id}`;
  switch (event.event) {
    case 'announced':
      return undefined;
    case 'waiting':
      return `waiting  ${what} for ${event.owner}`;
    case 'queued':
      return `queued   ${what}${nth(event.attempt)}${batchOf(event.batch)}`;
    case 'started': {
      const where = event.host === undefined ? '' : ` on ${name(event.host)}`;
      return `started  ${what}${nth(event.attempt)}${batchOf(event.batch)}${where}`;
    }
    case 'retrying': {
      const again = `again in ${duration(event.delayMs)}`;
      return `retrying ${what} after ${duration(event.durationMs)}: ${event.problem.reason}${nth(event.attempt)}, ${again}`;
    }
    case 'finished':
      return `finished ${what} after ${duration(event.durationMs)}`;
    case 'failed':
      return `failed   ${what} after ${duration(event.durationMs)}: ${event.problem.reason}${nth(event.attempt)}`;
    case 'skipped':
      return `skipped  ${what} because of task=${event.because.id}`;
    case 'aborted':
      return `aborted  ${what}${event.started ? '' : ' (not started)'}`;
    case 'delegated':
      return `delegated ${what}`;
    case 'unchanged':
      return `unchanged ${what}: its changed inputs have the same data as before`;
    default:
      return unreachable(event);
  }
}

function describeBuild(event: BuildEvent, dataDir: string): string {
  switch (event.event) {
    case 'started': {
      const reasons = Object.entries(event.reasons).map(([reason, tasks]) => `${number(tasks)} ${reason}`);
      const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
      const pruned = event.pruned === 0 ? '' : `; ${count(event.pruned, 'partition')} already up to date`;
      return `build ${event.buildId} of ${event.label}: ${count(event.tasks, 'task')} to run${why}${pruned}`;
    }
    case 'taking-over':
      return `taking over from ${name(event.owner)}: its process is gone`;
    case 'waiting-for-pool':
      return describePoolWait(event);
    case 'waiting-for-engine':
      return describeEngineWait(event);
    case 'adopted':
      return `taking over ${count(event.tasks, 'task')} that a killed build had started on ${event.engine}`;
    case 'engine-answered':
      return describeEngineAnswer(event);
    case 'stopping': {
      const wait = event.running === 0 ? '' : `waiting for ${count(event.running, 'running task')}`;
      if (event.why !== 'cancelled') return `stopping: ${[event.why, wait].filter((part) => part !== '').join(', ')}`;
      return wait === '' ? 'cancelling' : `cancelling: ${wait} (press Ctrl-C again to end them now)`;
    }
    case 'finished': {
      const parts = [`built ${number(event.built)}`];
      for (const what of ['failed', 'skipped', 'aborted', 'delegated', 'unchanged'] as const) {
        if (event[what] > 0) parts.push(`${what} ${number(event[what])}`);
      }
      parts.push(`pruned ${number(event.pruned)}`);
      return `${event.outcome}: ${parts.join(', ')} in ${duration(event.durationMs)}; data in ${whole(dataDir)}`;
    }
    default:
      return unreachable(event);
  }
}

/** Which attempt it is, unless it is the first. */
function nth(attempt: number): string {
  return attempt === 1 ? '' : ` (attempt ${String(attempt)})`;
}

/** The size of its batch, if it runs with other tasks. */
function batchOf(batch: number | undefined): string {
  return batch === undefined ? '' : ` (in a batch of ${number(batch)})`;
}
