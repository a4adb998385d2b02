import { isUtf8 } from 'node:buffer';
import { shorten, type ShapeProblem } from '../../base/json/index.js';
import { err, isRef, ok, parseRef, type PartitionRef, type Result } from '../../base/model/index.js';
import { linesIn } from '../../base/runtime/index.js';
import type { Mask } from '../../base/secrets/index.js';
import { readJson, type Asked, type Printed } from '../ask/index.js';
import type { BadLine, ExpectedFailure } from './failure.js';

/** The partitions that ought to exist. */
export interface Expected {
  /** Those that are selected, each once, in the order in which the program printed them. */
  readonly refs: readonly PartitionRef[];
  /** How many refs the program printed. */
  readonly printed: number;
}

/** More refs than this are refused, so that a program that never ends is found out. */
export const MAX_REFS = 1_000_000;

/** What a program may print: refs of 256 bytes, if there are that many. */
export const MAX_BYTES = 256 * 1024 * 1024;

/** How many bad refs are kept for the message. */
const BAD_KEPT = 20;

/**
 * Reads refs, one on each line or all in a JSON array, and keeps those that are selected, each once. It is an array if
 * the first character other than white space is `[`. Empty lines are skipped, and carriage returns at their ends.
 */
export function readRefs(
  printed: Printed,
  asked: Asked,
  isSelected: (ref: string) => boolean,
  mask: Mask = (text) => text,
  limit = MAX_REFS,
): Result<Expected, ExpectedFailure> {
  const { stdout, stderrTail } = printed;
  if (!isUtf8(stdout)) {
    const excerpt = shorten(mask(stdout.toString('utf8', 0, 4096)), 80);
    return err({ reason: 'ask-bad-json', asked, problem: { kind: 'not-utf8', excerpt }, stderrTail });
  }
  const isArray = firstCharacter(stdout) === '[';
  const array = isArray ? readJson(printed, asked, checkStrings) : undefined;
  if (array?.ok === false) return array;
  const refs = new Set<PartitionRef>();
  const bad: BadLine[] = [];
  let count = 0;
  let wrong = 0;
  let number = 0;
  for (const text of array?.value ?? linesOf(stdout)) {
    number++;
    if (!isArray && text === '') continue;
    if (++count > limit) return err({ reason: 'expected-too-many', asked, limit });
    if (isRef(text)) {
      if (isSelected(text)) refs.add(text);
    } else if (++wrong <= BAD_KEPT) {
      const parsed = parseRef(text);
      if (!parsed.ok) bad.push({ number, text: mask(text), problem: parsed.error });
    }
  }
  if (wrong > 0) {
    return err({ reason: 'expected-bad-refs', asked, unit: isArray ? 'item' : 'line', bad, count: wrong });
  }
  return ok({ refs: [...refs], printed: count });
}

function firstCharacter(bytes: Buffer): string {
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (!/\s/.test(character)) return character;
  }
  return '';
}

/** The lines, without their ends. They are never one text, which would need the memory of all of them. */
function* linesOf(bytes: Buffer): Generator<string> {
  for (const [line] of linesIn(bytes)) {
    const text = line.toString();
    yield text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}

function checkStrings(answer: unknown): Result<readonly string[], ShapeProblem> {
  const items: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const at = items.findIndex((item) => typeof item !== 'string');
  if (at < 0) return ok(items as readonly string[]);
  const found = shorten(JSON.stringify(items[at]), 80);
  return err({ path: [at], message: 'it must be a ref, as a string', found });
}
