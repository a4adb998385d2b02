import { describeRefProblem, err, ok, parseRef, type PartitionRef, type Result } from '../base/model/index.js';
import type { ReadFailure } from '../base/runtime/index.js';

/** Where refs can be read from, besides the command line. */
export interface RefSources {
  /** @param name name of a file, or `-` for standard input */
  readonly read: (name: string) => Promise<Result<string, ReadFailure>>;
  /** Name of standard input in messages. */
  readonly stdinName: string;
}

export type RefInputFailure =
  | ReadFailure
  | {
      readonly reason: 'ref-invalid';
      /** `argument 3`, `refs.txt line 12`. */
      readonly position: string;
      readonly text: string;
      readonly problem: string;
    };

/**
 * Collects the requested refs, each once, in the order in which they appear. An argument is a ref; `-` means the lines of
 * standard input, `@file` the lines of a file, and `@@x` the ref `@x`. Empty lines are skipped and a carriage return at
 * the end of a line is removed; everything else belongs to the ref.
 */
export async function collectRefs(
  args: readonly string[],
  sources: RefSources,
): Promise<Result<PartitionRef[], RefInputFailure[]>> {
  const refs = new Set<PartitionRef>();
  const failures: RefInputFailure[] = [];
  const add = (text: string, position: string): void => {
    const parsed = parseRef(text);
    if (parsed.ok) refs.add(parsed.value);
    else failures.push({ reason: 'ref-invalid', position, text, problem: describeRefProblem(parsed.error) });
  };
  const addLines = (read: Result<string, ReadFailure>, source: string): void => {
    if (!read.ok) {
      failures.push(read.error);
      return;
    }
    for (const [index, line] of read.value.split('\n').entries()) {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (text !== '') add(text, `${source} line ${String(index + 1)}`);
    }
  };

  let stdinTaken = false;
  for (const [index, arg] of args.entries()) {
    if (arg === '-') {
      if (!stdinTaken) addLines(await sources.read(arg), sources.stdinName);
      stdinTaken = true;
    } else if (arg.startsWith('@@')) {
      add(arg.slice(1), `argument ${String(index + 1)}`);
    } else if (arg.startsWith('@')) {
      addLines(await sources.read(arg.slice(1)), arg.slice(1));
    } else {
      add(arg, `argument ${String(index + 1)}`);
    }
  }
  return failures.length > 0 ? err(failures) : ok([...refs]);
}
