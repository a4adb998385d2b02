import type { Emit, Work } from '../exec/index.js';
import type { LineageExport } from '../observe/openlineage/index.js';
import {
  describeOutcomeElsewhere,
  describeProblemElsewhere,
  describeSinkFailure,
  describeSpanDelivery,
} from '../report/index.js';
import { resolveUserPath } from '../base/runtime/index.js';
import { exportsSpans, startTelemetry, traceContext } from '../observe/telemetry/index.js';
import type { Invocation } from './command.js';
import { VERSION } from './version.js';

/** Those elsewhere who follow a build, besides the readers of its event stream. Disposal tells them the rest. */
export interface Followers extends AsyncDisposable {
  readonly emits: readonly Emit[];
  readonly traceparentOf: (buildId: string, taskId: string, attempt: number) => string;
}

/** What datasets are in where nobody says. */
const NAMESPACE = 'databuild';

/** Lineage where `--openlineage` says, and spans where the variables of OpenTelemetry say. */
export async function openFollowers(invocation: Invocation, work: Work): Promise<Followers> {
  const { context, messages } = invocation;
  const { env, host } = context;
  const traces = traceContext(env['TRACEPARENT'], exportsSpans(env));
  const telemetry = await startTelemetry(env, { context: traces, host, version: VERSION });
  const lineage = await openLineage(invocation, work);
  const sendSpans = async (): Promise<void> => {
    if (telemetry === undefined) return;
    const delivery = await telemetry.close();
    if (delivery.lost > 0) messages.line(`warning: ${describeSpanDelivery(delivery)}`);
  };
  return {
    emits: [telemetry?.emit, lineage?.emit].filter((emit) => emit !== undefined),
    traceparentOf: traces.traceparentOf,
    async [Symbol.asyncDispose]() {
      await Promise.all([sendSpans(), lineage?.[Symbol.asyncDispose]()]);
    },
  };
}

async function openLineage(
  { context, messages, options }: Invocation,
  { tasks }: Work,
): Promise<LineageExport | undefined> {
  const { lineage: target, lineageNamespace } = options;
  if (target === undefined) return undefined;
  const { exportLineage, readParent } = await import('../observe/openlineage/index.js');
  const { OPENLINEAGE_NAMESPACE, OPENLINEAGE_PARENT_ID, OPENLINEAGE_API_KEY } = context.env;
  return exportLineage({
    tasks,
    target: target.kind === 'file' ? { kind: 'file', path: resolveUserPath(context, target.path) } : target,
    namespace: [lineageNamespace, OPENLINEAGE_NAMESPACE].find((name) => name !== undefined && name !== '') ?? NAMESPACE,
    version: VERSION,
    parent: readParent(OPENLINEAGE_PARENT_ID),
    apiKey: OPENLINEAGE_API_KEY,
    describeProblem: describeProblemElsewhere,
    describeOutcome: describeOutcomeElsewhere,
    onFailure: (failure) => {
      messages.line(`warning: lineage: ${describeSinkFailure(failure)}`);
    },
  });
}
