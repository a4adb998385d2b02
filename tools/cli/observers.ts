import type { EventPlace, ObserverOptions, ObserverWarning } from '../driver/index.js';
import {
  describeOutcomeElsewhere,
  describeProblemElsewhere,
  describeSinkFailure,
  describeSpanDelivery,
} from '../report/index.js';
import { resolveUserPath } from '../base/runtime/index.js';
import type { Invocation } from './command.js';
import { addressOf, STDOUT } from './event_place.js';
import { VERSION } from './version.js';

/** The default namespace of datasets. */
const NAMESPACE = 'databuild';

/** Whether events go to standard output, which then has nothing else. */
export function eventsOnStdout({ options }: Pick<Invocation, 'options'>): boolean {
  return options.events.includes(STDOUT);
}

/** The observers of a build that the command line and the environment ask for. */
export function observerOptions(invocation: Invocation): ObserverOptions {
  const { context, messages, options } = invocation;
  return {
    events: options.events.map((place) => eventPlace(place, invocation)),
    lineage: lineageOf(invocation),
    env: context.env,
    version: VERSION,
    onWarning: (warning) => {
      messages.line(`warning: ${describeWarning(warning)}`);
    },
  };
}

/** Output to a standard output whose reader has gone is dropped. */
function eventPlace(place: string, { context, out }: Invocation): EventPlace {
  if (place === STDOUT) {
    const target = {
      write: (text: string) => out.write(text),
      close: () => Promise.resolve(),
      destroy: () => undefined,
    };
    return { kind: 'stream', name: 'standard output', target };
  }
  const url = addressOf(place);
  return url === undefined ? { kind: 'file', path: resolveUserPath(context, place) } : { kind: 'http', url };
}

function lineageOf({ context, options }: Invocation): ObserverOptions['lineage'] {
  const { lineage: target, lineageNamespace } = options;
  if (target === undefined) return undefined;
  const { OPENLINEAGE_NAMESPACE, OPENLINEAGE_PARENT_ID, OPENLINEAGE_API_KEY } = context.env;
  return {
    target: target.kind === 'file' ? { kind: 'file', path: resolveUserPath(context, target.path) } : target,
    namespace: [lineageNamespace, OPENLINEAGE_NAMESPACE].find((name) => name !== undefined && name !== '') ?? NAMESPACE,
    parentId: OPENLINEAGE_PARENT_ID,
    apiKey: OPENLINEAGE_API_KEY,
    describeProblem: describeProblemElsewhere,
    describeOutcome: describeOutcomeElsewhere,
  };
}

function describeWarning(warning: ObserverWarning): string {
  switch (warning.observer) {
    case 'events':
      return describeSinkFailure(warning.failure);
    case 'lineage':
      return `lineage: ${describeSinkFailure(warning.failure)}`;
    case 'spans':
      return describeSpanDelivery(warning.delivery);
  }
}
