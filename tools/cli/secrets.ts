import { maskSecrets, valuesInArgs, type Secrets } from '../base/secrets/index.js';
import { describeValueInArgs } from '../report/index.js';
import type { Invocation } from './command.js';

/** Masks the values of the variables that are passed on; nothing if there are none. */
export function secretsOf({ context, options }: Pick<Invocation, 'context' | 'options'>): Secrets | undefined {
  return maskSecrets(options.passEnv.map((name) => context.env[name] ?? ''));
}

/** Warns once of each passed variable whose value is in arguments, which `ps` shows. */
export function warnOfArgs(
  tasks: Parameters<typeof valuesInArgs>[1],
  { context, options, messages }: Pick<Invocation, 'context' | 'options' | 'messages'>,
): void {
  if (options.quiet) return;
  const values = new Map(options.passEnv.map((name) => [name, context.env[name] ?? '']));
  for (const { variable, jobs } of valuesInArgs(values, tasks)) {
    messages.line(`warning: ${describeValueInArgs(variable, jobs)}`);
  }
}
