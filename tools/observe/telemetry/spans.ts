import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type {
  BuildEvent,
  BuildFinished,
  BuildStarted,
  ExecEvent,
  TaskEvent,
  TaskName,
  TaskProblem,
} from '../../exec/index.js';
import { unreachable, type Reason } from '../../base/model/index.js';
import type { TraceContext } from './trace_context.js';

/** Ids for the next span that the SDK starts. */
export interface NextIds {
  traceId: string;
  spanId: string;
}

/**
 * Turns the events of a build into spans: one for the build, and below it one for each attempt at a task.
 *
 * Attributes are ids, labels, counts, reasons and exit codes. Arguments, variables, refs, logs and metadata of jobs are
 * left out, because they may be confidential.
 */
export class Spans {
  readonly #tracer: Tracer;
  readonly #context: TraceContext;
  readonly #next: NextIds;
  readonly #attempts = new Map<string, Span>();
  readonly #reasons = new Map<string, Reason['kind']>();
  #buildId = '';
  #build: Span | undefined;
  #belowBuild: Context = ROOT_CONTEXT;
  #ended = 0;

  /** @param next read by the id generator of the tracer's provider */
  constructor(tracer: Tracer, context: TraceContext, next: NextIds) {
    this.#tracer = tracer;
    this.#context = context;
    this.#next = next;
  }

  /** How many recorded spans have ended. */
  get ended(): number {
    return this.#ended;
  }

  readonly emit = (event: ExecEvent): void => {
    if (event.type === 'build') this.#onBuild(event);
    else this.#onTask(event);
  };

  #onBuild(event: BuildEvent): void {
    const note = (attributes: Attributes): void => {
      this.#build?.addEvent(event.event, attributes, new Date(event.time));
    };
    switch (event.event) {
      case 'started':
        this.#startBuild(event);
        return;
      case 'taking-over':
        note({ 'databuild.owner': event.owner });
        return;
      case 'waiting-for-pool':
        note({ 'databuild.pool': event.pool, 'databuild.owners': event.holders.map(({ owner }) => owner) });
        return;
      case 'waiting-for-engine':
        note({ 'databuild.engine': event.engine, 'databuild.reason': event.reason, 'databuild.detail': event.detail });
        return;
      case 'engine-answered':
        note({ 'databuild.engine': event.engine, 'databuild.reason': event.reason });
        return;
      case 'adopted':
        note({ 'databuild.engine': event.engine, 'databuild.tasks': event.tasks });
        return;
      case 'stopping':
        note({ 'databuild.why': event.why, 'databuild.running': event.running });
        return;
      case 'finished':
        this.#endBuild(event);
        return;
      default:
        unreachable(event);
    }
  }

  #startBuild({ buildId, label, plan, tasks, pruned, time }: BuildStarted): void {
    const { parent } = this.#context;
    this.#buildId = buildId;
    this.#ids(this.#context.buildSpanId(buildId));
    const attributes = {
      'databuild.build.id': buildId,
      'databuild.label': label,
      ...(plan !== undefined && { 'databuild.plan.id': plan }),
      'databuild.tasks': tasks,
      'databuild.pruned': pruned,
    };
    const above =
      parent === undefined
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, {
            traceId: parent.traceId,
            spanId: parent.spanId,
            traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
            isRemote: true,
          });
    this.#build = this.#tracer.startSpan(`build ${label}`, { startTime: new Date(time), attributes }, above);
    this.#belowBuild = trace.setSpan(above, this.#build);
  }

  #endBuild(event: BuildFinished): void {
    const build = this.#build;
    if (build === undefined) return;
    for (const span of this.#attempts.values()) this.#end(span, event.time, 'aborted');
    this.#attempts.clear();
    const { built, failed, skipped, aborted, delegated, unchanged, outcome } = event;
    build.setAttributes({
      'databuild.built': built,
      'databuild.failed': failed,
      'databuild.skipped': skipped,
      'databuild.aborted': aborted,
      'databuild.delegated': delegated,
      'databuild.unchanged': unchanged,
    });
    if (outcome === 'failed') build.setStatus({ code: SpanStatusCode.ERROR });
    this.#end(build, event.time, outcome);
  }

  #onTask(event: TaskEvent): void {
    const { task, time } = event;
    switch (event.event) {
      case 'announced':
        this.#reasons.set(task.id, event.reason.kind);
        return;
      case 'waiting':
      case 'queued':
        return;
      case 'started':
        this.#attempts.set(task.id, this.#startAttempt(task, event.attempt, time, event.batch));
        return;
      case 'retrying':
      case 'failed': {
        const { attempt, problem, durationMs } = event;
        const span = this.#attempts.get(task.id) ?? this.#startAttempt(task, attempt, time - durationMs);
        span.setStatus({ code: SpanStatusCode.ERROR, message: problem.reason });
        span.setAttributes(problemAttributes(problem));
        this.#endAttempt(task, span, time, 'failed');
        return;
      }
      case 'finished': {
        const span = this.#attempts.get(task.id);
        if (span === undefined) return;
        span.setAttributes({
          'process.exit.code': event.manifest.exitCode,
          'databuild.manifest.id': event.manifest.id,
        });
        this.#endAttempt(task, span, time, 'succeeded');
        return;
      }
      case 'skipped':
      case 'aborted':
      case 'delegated':
      case 'unchanged': {
        const span = this.#attempts.get(task.id);
        if (span !== undefined) this.#endAttempt(task, span, time, event.event);
      }
    }
  }

  #startAttempt(task: TaskName, attempt: number, time: number, batch?: number): Span {
    this.#ids(this.#context.attemptSpanId(this.#buildId, task.id, attempt));
    const reason = this.#reasons.get(task.id);
    const attributes = {
      'databuild.build.id': this.#buildId,
      'databuild.job': task.job,
      'databuild.task.id': task.id,
      'databuild.attempt': attempt,
      'databuild.outputs.count': task.outputs.length,
      ...(reason !== undefined && { 'databuild.reason': reason }),
      ...(batch !== undefined && { 'databuild.batch.size': batch }),
    };
    return this.#tracer.startSpan(task.job, { startTime: new Date(time), attributes }, this.#belowBuild);
  }

  #endAttempt(task: TaskName, span: Span, time: number, outcome: string): void {
    this.#attempts.delete(task.id);
    this.#end(span, time, outcome);
  }

  #end(span: Span, time: number, outcome: string): void {
    if (span.isRecording()) this.#ended++;
    span.setAttribute('databuild.outcome', outcome);
    span.end(new Date(time));
  }

  #ids(spanId: string): void {
    this.#next.traceId = this.#context.traceId(this.#buildId);
    this.#next.spanId = spanId;
  }
}

function problemAttributes(problem: TaskProblem): Record<string, string | number> {
  return {
    'error.type': problem.reason,
    ...(problem.reason === 'exit-non-zero' && { 'process.exit.code': problem.code }),
  };
}
