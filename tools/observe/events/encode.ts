import type { BuildStarted, ExecEvent, TaskEvent } from '../../exec/index.js';
import { bodyOf, type StreamContext } from './convert.js';
import { SEQUENCE_DIGITS } from './schema.js';

/** A URI reference that names the build: `//databuild/<host>/<build id>`. */
export function sourceOf(host: string, buildId: string): string {
  return `//databuild/${encodeURIComponent(host)}/${encodeURIComponent(buildId)}`;
}

/**
 * Numbers the events of a build from its first one, and turns each into a line: a CloudEvent in JSON, with a line feed.
 *
 * Most of a line is the same for every event, so the envelope is assembled from text. A build has tens of thousands of
 * events, and most of them wait for nothing but this.
 */
export function linesOf({ buildId }: BuildStarted, context: StreamContext): (event: ExecEvent) => string {
  const id = `{"specversion":"1.0","id":${JSON.stringify(buildId).slice(0, -1)}.`;
  const source = `","source":${JSON.stringify(sourceOf(context.host, buildId))},"type":"`;
  const build = JSON.stringify(buildId);
  const timeOf = timeText();
  const traceOf = traces();
  let count = 0;
  return (event) => {
    const sequence = String(++count).padStart(SEQUENCE_DIGITS, '0');
    const { type, data } = bodyOf(event, context);
    const subject = event.type === 'build' ? build : JSON.stringify(event.task.id);
    const trace = event.type === 'build' ? undefined : traceOf(event);
    const traceparent = trace === undefined ? '' : `"traceparent":${JSON.stringify(trace)},`;
    return (
      `${id}${sequence}${source}${type}","subject":${subject},"time":"${timeOf(event.time)}","sequence":"${sequence}",` +
      `"datacontenttype":"application/json",${traceparent}"data":${JSON.stringify(data)}}\n`
    );
  };
}

/** Converts times to text. Consecutive events often have the same time, so the last one is kept. */
function timeText(): (millis: number) => string {
  let last = Number.NaN;
  let text = '';
  return (millis) => {
    if (millis !== last) {
      last = millis;
      text = new Date(millis).toISOString();
    }
    return text;
  };
}

/** Events of a task belong to the trace of its latest attempt. */
function traces(): (event: TaskEvent) => string | undefined {
  const known = new Map<string, string>();
  return (event) => {
    const { id } = event.task;
    if (event.event === 'queued' || event.event === 'started') {
      if (event.traceparent !== undefined) known.set(id, event.traceparent);
      return event.traceparent;
    }
    if (known.size === 0) return undefined;
    const trace = known.get(id);
    if (event.event !== 'retrying' && event.event !== 'waiting') known.delete(id);
    return trace;
  };
}
