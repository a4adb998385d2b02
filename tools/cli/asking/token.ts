import { err, ok, type Result } from '../../base/model/index.js';
import { readText, resolveUserPath } from '../../base/runtime/index.js';
import type { Invocation } from '../command.js';

/** Reads the token that the user names. The error says what is wrong with its file. */
export async function readToken({
  context,
  options,
}: Pick<Invocation, 'context' | 'options'>): Promise<Result<string | undefined, string>> {
  if (options.tokenFile === undefined) return ok(undefined);
  const path = resolveUserPath(context, options.tokenFile);
  const read = await readText(path);
  if (!read.ok) return err(`cannot read the token in ${path}: ${read.error.code}`);
  const token = read.value.trim();
  return /^[\x21-\x7e]+$/.test(token) ? ok(token) : err(`${path} must contain one token and nothing else`);
}
