import type { ExecEvent, TaskProblem } from '../exec/index.js';
import { unreachable, type Manifest } from '../model/index.js';
import { maskJson, maskValues, type Mask } from './mask.js';
import type { Problem, ProcessMark, StreamEvent } from './schema.js';

/** What the events of one build have in common. */
export interface StreamContext {
  readonly host: string;
  readonly process: ProcessMark;
  /** Hides secrets in what jobs say and are told. Names (refs, labels, ids, paths) stay as they are. */
  readonly mask?: Mask | undefined;
}

export type BuildStarted = Extract<ExecEvent, { type: 'build'; event: 'started' }>;

/** What an event of the stream says, without its envelope. */
export type Body = StreamEvent extends infer E ? (E extends StreamEvent ? Pick<E, 'type' | 'data'> : never) : never;

/** Type and data of the event that tells what happened. */
export function bodyOf(event: ExecEvent, context: Pick<StreamContext, 'process' | 'mask'>): Body {
  return event.type === 'build' ? buildBody(event, context.process) : taskBody(event, context.mask);
}

function buildBody(event: Extract<ExecEvent, { type: 'build' }>, process: ProcessMark): Body {
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
    case 'stopping':
      return { type: 'dev.databuild.build.stopping.v1', data: { why: event.why, running: event.running } };
    case 'finished': {
      const { outcome, built, failed, skipped, aborted, delegated, pruned, durationMs } = event;
      return {
        type: 'dev.databuild.build.finished.v1',
        data: { last: true, outcome, built, failed, skipped, aborted, delegated, pruned, durationMs },
      };
    }
    default:
      return unreachable(event);
  }
}

function taskBody(event: Extract<ExecEvent, { type: 'task' }>, mask: Mask | undefined): Body {
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
    case 'started':
      return { type: 'dev.databuild.task.started.v1', data: { task, attempt: event.attempt, log: event.log } };
    case 'retrying': {
      const { attempt, log, durationMs, delayMs } = event;
      const problem = problemOf(event.problem, mask);
      return { type: 'dev.databuild.task.retrying.v1', data: { task, attempt, problem, log, durationMs, delayMs } };
    }
    case 'finished': {
      const manifest = mask === undefined ? event.manifest : maskManifest(event.manifest, mask);
      const { durationMs } = event;
      return { type: 'dev.databuild.task.finished.v1', data: { task, outcome: 'succeeded', durationMs, manifest } };
    }
    case 'failed': {
      const { durationMs, attempt, log } = event;
      const problem = problemOf(event.problem, mask);
      const logTail = mask === undefined ? event.logTail : mask(event.logTail);
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
    default:
      return unreachable(event);
  }
}

function problemOf(problem: TaskProblem, mask: Mask | undefined): Problem {
  if (mask === undefined) return problem;
  return maskJson({ ...problem }, mask) as Problem;
}

/** Arguments, variables and metadata are free text; all else are names and times. */
function maskManifest(manifest: Manifest, mask: Mask): Manifest {
  const { config, metadata } = manifest;
  return {
    ...manifest,
    config: { ...config, args: config.args.map(mask), env: maskValues(config.env, mask) },
    metadata: maskJson(metadata, mask) as Manifest['metadata'],
  };
}
