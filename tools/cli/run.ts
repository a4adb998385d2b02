import {
  CANCEL_EXIT_CODES,
  listenForCancel,
  malformedArgument,
  openStderr,
  openStdout,
  readContext,
  type Context,
} from '../base/runtime/index.js';
import { chooseAction } from './action.js';
import type { Invocation, ServiceInvocation } from './command.js';
import { COMMANDS } from './commands.js';
import { readDescriptor } from './descriptor.js';
import { flushTime } from './ending.js';
import { groupHelp, targetOf, type Target } from './help.js';
import { parseLine } from './parse.js';

/**
 * Runs one command to its end, and writes out all it has printed.
 *
 * @param own what the command does, if it is that of a program of its own
 * @returns the exit code
 */
export async function runCommand(
  name: string,
  runfilesDir: string,
  descriptorFile: string,
  line: readonly string[],
  own?: OwnAction,
): Promise<number> {
  const cancellation = listenForCancel();
  const messages = openStderr();
  const out = openStdout(cancellation.signal);
  const code = await run(name, runfilesDir, descriptorFile, line, { cancellation, messages, out, own });
  await messages.end(flushTime(cancellation));
  return code;
}

/** The streams and signals of the process. */
interface Surroundings extends Pick<Invocation, 'cancellation' | 'messages' | 'out'> {
  readonly own: OwnAction | undefined;
}

/** What the command of a program of its own does. */
export type OwnAction = (invocation: ServiceInvocation) => Promise<number>;

async function run(
  name: string,
  runfilesDir: string,
  descriptorFile: string,
  line: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { cancellation, messages, out, own } = surroundings;
  const context = readContext(runfilesDir);
  const command = COMMANDS.get(name);
  if (command === undefined) {
    messages.line(
      `databuild: there is no command ${JSON.stringify(name)}; start it through a target of a graph or job`,
    );
    return 2;
  }
  const descriptor = readDescriptor(descriptorFile, command.descriptor);
  if (!descriptor.ok) {
    messages.line(`databuild: ${descriptor.error}`);
    return 2;
  }
  const chosen = chooseAction(command, targetOf(descriptor.value.label, command, context.startedAs), line);
  const { target } = chosen;
  const refuse = (message: string): number => {
    // A command that a signal cut off was not used wrongly, and the exit code reports the signal.
    if (cancellation.received === undefined) messages.line(`${target.name}: ${message}`);
    return 2;
  };
  const usageError = (message: string): number => refuse(`${message}\n${helpHint(target, context)}`);
  const help = async (text: string): Promise<number> => {
    await out.write(`${text}\n`);
    return finish(0, surroundings, target);
  };
  const malformed = malformedArgument(line);
  if (malformed !== undefined) return usageError(`argument ${JSON.stringify(malformed)} is not UTF-8 text; correct it`);
  if (chosen.kind === 'unclear') return usageError(chosen.problem);
  if (chosen.kind === 'help') return help(groupHelp(chosen.group, target));
  const { action } = chosen;
  const parsed = await parseLine(action, target, chosen.words, context.env);
  if (!parsed.ok) return usageError(parsed.error);
  if (parsed.value.kind === 'help') return help(parsed.value.text);
  const { options, args } = parsed.value;
  // Load what commands work with only if one runs: its help needs none of it.
  const { startAction } = await import('./start_action.js');
  const code = await startAction(action, target, own, {
    context,
    runfilesDir,
    descriptorFile,
    descriptor: descriptor.value,
    options,
    args,
    out,
    messages,
    cancellation,
    refuse,
    usageError,
  });
  const endsBySignal = 'ownProgram' in action && action.endsBySignal === true;
  return finish(code, surroundings, target, endsBySignal);
}

/** A reader that closes standard output early is not a failure; a full disk is. */
async function finish(
  code: number,
  { cancellation, messages, out }: Surroundings,
  target: Target,
  endsBySignal = false,
): Promise<number> {
  await out.end(flushTime(cancellation));
  if (cancellation.received !== undefined && !endsBySignal) return CANCEL_EXIT_CODES[cancellation.received];
  if (out.failure === undefined) return code;
  const { describeCode } = await import('../report/index.js');
  messages.line(`${target.name}: cannot write to standard output: ${describeCode(out.failure)}`);
  return code === 0 ? 1 : code;
}

function helpHint(target: Target, context: Context): string {
  return context.underBazelRun ? `Try "${target.bazelRun} --help".` : `Try "${target.name} --help".`;
}
