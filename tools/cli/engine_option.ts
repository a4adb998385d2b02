import { err, ok, type Result } from '../base/model/index.js';

/** Reads `--engine-option partition=short`. The last value for a name counts. */
export function readEngineOptions(texts: readonly string[]): Result<ReadonlyMap<string, string>, string> {
  const options = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals <= 0) {
      return err(`--engine-option is ${JSON.stringify(text)}; it must be a name and a value, such as partition=short`);
    }
    options.set(text.slice(0, equals), text.slice(equals + 1));
  }
  return ok(options);
}

/** Why options of an engine that were typed would have no effect; nothing if they have one. */
export function idleEngineOptions(engine: string, compileTo: string | undefined): string | undefined {
  if (compileTo !== undefined) {
    return compileTo === 'slurm' ? undefined : `--engine-option has no effect with --to ${compileTo}; leave it out`;
  }
  return engine === 'local'
    ? '--engine-option has no effect without an engine; name it with --engine, or leave the option out'
    : undefined;
}
