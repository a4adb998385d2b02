import { WorkMeter } from '../report/index.js';
import { stderrSize } from '../base/runtime/index.js';
import type { Invocation } from './command.js';
import { showsView } from './progress.js';

/**
 * Tells people how a command goes that may work for long.
 *
 * @param printsRows on standard output while it works: on a terminal these tell enough
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
              // What follows may keep the process busy for seconds.
              messages.flush();
            },
            size: stderrSize,
          },
    now: () => performance.now(),
  });
}
