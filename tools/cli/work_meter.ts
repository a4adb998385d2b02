import { WorkMeter } from '../report/index.js';
import { stderrSize } from '../base/runtime/index.js';
import type { Invocation } from './command.js';
import { showsView } from './progress.js';

/**
 * Shows people the progress of a long-running command.
 *
 * @param printsRows whether it prints rows on standard output; on a terminal these show the progress
 */
export function workMeter(
  invocation: Pick<Invocation, 'context' | 'messages' | 'options' | 'out'>,
  printsRows: boolean,
): WorkMeter {
  const { messages, options, out } = invocation;
  const isSilent = options.quiet || (printsRows && out.tty);
  return new WorkMeter({
    line: (text) => {
      if (!isSilent) messages.line(text);
    },
    live:
      isSilent || !showsView(invocation)
        ? undefined
        : {
            status: (lines) => {
              messages.status(lines);
              // The next step may block the event loop for seconds.
              messages.flush();
            },
            size: stderrSize,
          },
    now: () => performance.now(),
  });
}
