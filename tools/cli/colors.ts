import type { Context } from '../base/runtime/index.js';

/** Whether colours are allowed. By no-color.org, an empty variable has no effect. */
export function allowsColor({ env }: Pick<Context, 'env'>): boolean {
  const noColor = env['NO_COLOR'];
  return noColor === undefined || noColor === '';
}
