import type { Work } from '../exec/index.js';
import { execProgress, type Progress } from '../report/index.js';
import { CLOCK, onStderrResize, readTail, stderrSize } from '../base/runtime/index.js';
import { allowsColor } from './colors.js';
import type { Invocation } from './command.js';
import { secretsOf } from './secrets.js';

/** Enough for a last line that fits a terminal. */
const LOG_END_BYTES = 4096;

/** Whether a build is shown as a changing view: standard error is a terminal that supports it. */
export function showsView({ context, options }: Pick<Invocation, 'context' | 'options'>): boolean {
  return context.stderrIsTty && context.env['TERM'] !== 'dumb' && !options.quiet;
}

/** Shows people the progress of a build: on a terminal as a changing view, else as a line for each event. */
export function progressOf(
  invocation: Pick<Invocation, 'messages' | 'context' | 'options'>,
  { tasks }: Pick<Work, 'tasks'>,
  dataDir: string,
): Progress {
  const { messages, context, options } = invocation;
  const line = (text: string): void => {
    messages.line(text);
  };
  const { quiet } = options;
  if (!showsView(invocation)) return execProgress({ line, quiet, dataDir });
  const secrets = secretsOf(invocation);
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
      readTail: async (path) => {
        const tail = await readTail(path, LOG_END_BYTES);
        return secrets === undefined ? tail : secrets.maskTail(tail, LOG_END_BYTES);
      },
      now: CLOCK.now,
      color: allowsColor(context),
      tasks,
    },
  });
}
