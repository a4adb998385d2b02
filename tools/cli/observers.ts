import type { EventPlace, ObserverOptions, ObserverWarning } from '../driver/index.js';
import {
  describeOutcomeElsewhere,
  describeProblemElsewhere,
  describeSinkFailure,
  describeSpanDelivery,
  describeUndelivered,
  describeUnusableEndpoint,
} from '../report/index.js';
import type { Place } from '../base/model/index.js';
import { resolveUserPath, type Context } from '../base/runtime/index.js';
import type { Invocation } from './command.js';
import { STDOUT } from './place_option.js';
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
function eventPlace(place: Invocation['options']['events'][number], { context, out }: Invocation): EventPlace {
  if (place === STDOUT) {
    const target = {
      write: (text: string) => out.write(text),
      close: () => Promise.resolve(),
      destroy: () => undefined,
    };
    return { kind: 'stream', name: 'standard output', target };
  }
  return resolved(place, context);
}

function lineageOf({ context, options }: Invocation): ObserverOptions['lineage'] {
  const { lineage: target, lineageNamespace } = options;
  if (target === undefined) return undefined;
  const { OPENLINEAGE_NAMESPACE, OPENLINEAGE_PARENT_ID, OPENLINEAGE_API_KEY } = context.env;
  return {
    target: resolved(target, context),
    namespace: [lineageNamespace, OPENLINEAGE_NAMESPACE].find((name) => name !== undefined && name !== '') ?? NAMESPACE,
    parentId: OPENLINEAGE_PARENT_ID,
    apiKey: OPENLINEAGE_API_KEY,
    describeProblem: describeProblemElsewhere,
    describeOutcome: describeOutcomeElsewhere,
  };
}

/** A file is named from the directory of the user. */
function resolved(place: Place, context: Context): Place {
  return place.kind === 'file' ? { kind: 'file', path: resolveUserPath(context, place.path) } : place;
}

function describeWarning(warning: ObserverWarning): string {
  switch (warning.observer) {
    case 'events':
      return describeSinkFailure(warning.failure);
    case 'lineage':
      return `lineage: ${describeSinkFailure(warning.failure)}`;
    case 'jobs':
      return describeUndelivered(warning.failure);
    case 'spans':
      return 'delivery' in warning
        ? describeSpanDelivery(warning.delivery)
        : describeUnusableEndpoint(warning.unusable);
  }
}
