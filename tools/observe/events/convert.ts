import type { BuildEvent, ExecEvent, TaskEvent } from '../../exec/index.js';
import { unreachable, type ProcessMark } from '../../base/model/index.js';
import type { StreamEvent } from './schema.js';

/** What all events of one build have in common. */
export interface StreamContext {
  readonly host: string;
  readonly process: ProcessMark;
}

/** Type and data of an event, without its envelope. */
export type Body = StreamEvent extends infer E ? (E extends StreamEvent ? Pick<E, 'type' | 'data'> : never) : never;

/** Converts an event of the build to the type and data of its event in the stream. */
export function bodyOf(event: ExecEvent, context: Pick<StreamContext, 'process'>): Body {
  return event.type === 'build' ? buildBody(event, context.process) : taskBody(event);
}

function buildBody(event: BuildEvent, process: ProcessMark): Body {
  switch (event.event) {
    case 'started': {
      const { buildId, label, plan, host, tasks, pruned, reasons, logDir } = event;
      return {
        type: 'dev.databuild.build.started.v1',
        data: {
          buildId,
          label,
          ...(plan !== undefined && { plan }),
          host,
          process,
          tasks,
          pruned,
          reasons,
          logDir,
        },
      };
    }
    case 'taking-over':
      return { type: 'dev.databuild.build.taking-over.v1', data: { owner: event.owner } };
    case 'waiting-for-pool': {
      const { pool, slots } = event;
      const holders = event.holders.map(({ since, ...holder }) => ({
        ...holder,
        since: new Date(since).toISOString(),
      }));
      return { type: 'dev.databuild.build.waiting-for-pool.v1', data: { pool, slots, holders } };
    }
    case 'waiting-for-engine': {
      const { engine, reason, detail } = event;
      return { type: 'dev.databuild.build.waiting-for-engine.v1', data: { engine, reason, detail } };
    }
    case 'engine-answered': {
      const { engine, reason } = event;
      return { type: 'dev.databuild.build.engine-answered.v1', data: { engine, reason } };
    }
    case 'adopted': {
      const { engine, tasks } = event;
      return { type: 'dev.databuild.build.adopted.v1', data: { engine, tasks } };
    }
    case 'stopping':
      return { type: 'dev.databuild.build.stopping.v1', data: { why: event.why, running: event.running } };
    case 'finished': {
      const { outcome, built, failed, skipped, aborted, delegated, unchanged, pruned, durationMs } = event;
      return {
        type: 'dev.databuild.build.finished.v1',
        data: { last: true, outcome, built, failed, skipped, aborted, delegated, unchanged, pruned, durationMs },
      };
    }
    default:
      return unreachable(event);
  }
}

function taskBody(event: TaskEvent): Body {
  const { id, job, outputs } = event.task;
  const task = { id, job };
  switch (event.event) {
    case 'announced': {
      const { reason, estimateMs } = event;
      return {
        type: 'dev.databuild.task.announced.v1',
        data: { task: { id, job, outputs }, reason, ...(estimateMs !== undefined && { estimateMs }) },
      };
    }
    case 'waiting':
      return { type: 'dev.databuild.task.waiting.v1', data: { task, owner: event.owner } };
    case 'queued': {
      const { attempt, log, batch } = event;
      return {
        type: 'dev.databuild.task.queued.v1',
        data: { task, attempt, log, ...(batch !== undefined && { batch }) },
      };
    }
    case 'started': {
      const { attempt, log, batch, host } = event;
      return {
        type: 'dev.databuild.task.started.v1',
        data: { task, attempt, log, ...(batch !== undefined && { batch }), ...(host !== undefined && { host }) },
      };
    }
    case 'retrying': {
      const { attempt, problem, log, durationMs, delayMs } = event;
      return { type: 'dev.databuild.task.retrying.v1', data: { task, attempt, problem, log, durationMs, delayMs } };
    }
    case 'finished': {
      const { durationMs, manifest } = event;
      return { type: 'dev.databuild.task.finished.v1', data: { task, outcome: 'succeeded', durationMs, manifest } };
    }
    case 'failed': {
      const { durationMs, attempt, problem, log, logTail } = event;
      return {
        type: 'dev.databuild.task.finished.v1',
        data: { task, outcome: 'failed', durationMs, attempt, problem, log, logTail },
      };
    }
    case 'skipped': {
      const { because } = event;
      return { type: 'dev.databuild.task.skipped.v1', data: { task, because: { id: because.id, job: because.job } } };
    }
    case 'aborted':
      return { type: 'dev.databuild.task.aborted.v1', data: { task, started: event.started } };
    case 'delegated':
      return { type: 'dev.databuild.task.delegated.v1', data: { task, manifests: event.manifests } };
    case 'unchanged':
      return { type: 'dev.databuild.task.unchanged.v1', data: { task, manifest: event.manifest } };
    default:
      return unreachable(event);
  }
}
