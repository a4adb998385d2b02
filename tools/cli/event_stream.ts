import {
  eventsFile,
  eventStream,
  httpSink,
  lineSink,
  openFileTarget,
  type EventSink,
  type EventStream,
  type OnSinkFailure,
} from '../observe/events/index.js';
import { describeSinkFailure } from '../report/index.js';
import { ownProcessMark, resolveUserPath } from '../base/runtime/index.js';
import type { Invocation } from './command.js';
import { addressOf, STDOUT } from './event_place.js';

/** Whether the events go to standard output, which then has nothing else. */
export function eventsOnStdout({ options }: Pick<Invocation, 'options'>): boolean {
  return options.events.includes(STDOUT);
}

/** The stream of a build: into its own folder, and to wherever `--events` says. */
export function openEventStream(invocation: Invocation, stateDir: string): EventStream {
  const { context, messages, options } = invocation;
  const onFailure: OnSinkFailure = (failure) => {
    messages.line(`warning: ${describeSinkFailure(failure)}`);
  };
  const file = (path: string, keepAll = false): EventSink =>
    lineSink({ name: path, open: () => openFileTarget(path), onFailure, keepAll });
  return eventStream({
    host: context.host,
    process: ownProcessMark(),
    sinks: ({ buildId }) => [
      // What the build is remembered by is whole.
      file(eventsFile(stateDir, buildId), true),
      ...options.events.map((place) => {
        if (place === STDOUT) return stdout(invocation, onFailure);
        const url = addressOf(place);
        return url === undefined ? file(resolveUserPath(context, place)) : httpSink({ url, onFailure });
      }),
    ],
  });
}

/** A reader who has seen enough closes standard output; what is written from then on goes nowhere. */
function stdout({ out }: Invocation, onFailure: OnSinkFailure): EventSink {
  const target = { write: (text: string) => out.write(text), close: () => Promise.resolve(), destroy: () => undefined };
  return lineSink({ name: 'standard output', open: () => Promise.resolve(target), onFailure });
}
