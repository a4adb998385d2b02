import type * as z from 'zod';
import { shorten } from './excerpt.js';

/** Where and why a value has the wrong shape. */
export interface ShapeProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The value there, as JSON, shortened; empty where there is none. */
  readonly found: string;
}

/** Explains the first thing that a schema finds wrong with a value. */
export function explainShape(error: z.ZodError, value: unknown): ShapeProblem {
  const issue = error.issues[0];
  if (issue === undefined) throw new Error('a schema refused a value without an issue');
  let found = value;
  for (const step of issue.path) found = (found as Record<PropertyKey, unknown> | null | undefined)?.[step];
  // For a name in an object, the actual problem is one level down.
  const { message } = (issue.code === 'invalid_key' && issue.issues[0]) || issue;
  return { path: issue.path, message, found: found === undefined ? '' : shorten(toJson(found), 80) };
}

/** A path into JSON, written as JavaScript would: `tasks[3].config.env["A B"]`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${String(step)}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(String(step))) text += text === '' ? String(step) : `.${String(step)}`;
    else text += `[${JSON.stringify(String(step))}]`;
  }
  return text;
}

/** Enough of a value's JSON for an excerpt; it never serialises an answer of 500 MiB. */
function toJson(value: unknown): string {
  if (Array.isArray(value) && value.length > 8) return JSON.stringify(value.slice(0, 8)).slice(0, -1) + ', …]';
  return JSON.stringify(value);
}
