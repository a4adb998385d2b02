import type { Context } from '../base/runtime/index.js';

/** Whether a terminal may be written to in colours: see no-color.org, by which an empty variable says nothing. */
export function allowsColor({ env }: Pick<Context, 'env'>): boolean {
  const noColor = env['NO_COLOR'];
  return noColor === undefined || noColor === '';
}
