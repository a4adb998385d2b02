import type { Work } from '../exec/index.js';
import { execProgress, type Progress } from '../report/index.js';
import { onStderrResize, readTail, stderrSize } from '../runtime/index.js';
import type { Invocation } from './command.js';

/** Enough for a last line; a longer one would not be shown either. */
const LOG_END_BYTES = 4096;

/** Tells people how a build goes: on a terminal as a view that changes, else as a line for each event. */
export function progressOf(
  { messages, context, options }: Pick<Invocation, 'messages' | 'context' | 'options'>,
  { tasks }: Pick<Work, 'tasks'>,
  dataDir: string,
): Progress {
  const { env, stderrIsTty } = context;
  const line = (text: string): void => {
    messages.line(text);
  };
  const { quiet } = options;
  if (!stderrIsTty || env['TERM'] === 'dumb') return execProgress({ line, quiet, dataDir });
  const noColor = env['NO_COLOR'];
  return execProgress({
    line,
    quiet,
    dataDir,
    live: {
      status: (lines) => {
        messages.status(lines);
      },
      size: stderrSize,
      onResize: onStderrResize,
      every: (milliseconds, callback) => {
        const timer = setInterval(callback, milliseconds).unref();
        return () => {
          clearInterval(timer);
        };
      },
      readTail: (path) => readTail(path, LOG_END_BYTES),
      now: Date.now,
      color: noColor === undefined || noColor === '',
      tasks,
    },
  });
}
