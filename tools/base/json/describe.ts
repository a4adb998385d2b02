import { unreachable } from '../model/index.js';
import { shorten } from './excerpt.js';
import type { Place } from './locate.js';
import type { JsonProblem, UnfitProblem } from './parse_json.js';
import { fieldPath } from './shape.js';

/** The longest path that a message shows, in characters. */
const PATH_SHOWN = 120;

/**
 * Describes what is wrong with a JSON text and how to fix it. The caller puts the name of the text in front: `is not
 * JSON, at line 1 …`.
 *
 * @param placeText formats a place in the text; use `columnText` if the text is a single line
 */
export function describeJsonProblem(problem: JsonProblem, placeText = lineText): string {
  switch (problem.kind) {
    case 'empty':
      return 'is empty; it must be JSON';
    case 'not-utf8':
      return `is not UTF-8 text: ${problem.excerpt}`;
    case 'text-before':
      return `has text before its JSON, on line ${String(problem.line)}: ${problem.excerpt}; remove it`;
    case 'text-after':
      return `has text after its JSON, at ${placeText(problem.place)}: ${problem.excerpt}; remove it`;
    case 'malformed':
      return problem.truncated
        ? `ends too early, at ${placeText(problem.place)}: ${problem.expected} is missing`
        : `is not JSON, at ${placeText(problem.place)}: expected ${problem.expected} in ${problem.excerpt}`;
    default:
      return `cannot be kept as it is: ${describeUnfit(problem, placeText)}`;
  }
}

/** Describes what in a JSON text is not accepted, where it is, and how to fix it. */
export function describeUnfit({ kind, path, place, excerpt }: UnfitProblem, placeText = lineText): string {
  const where = `at ${path.length === 0 ? '' : `${shorten(fieldPath(path), PATH_SHOWN)}, `}${placeText(place)}`;
  switch (kind) {
    case 'too-deep':
      return `${where}, arrays and objects are nested more than ${excerpt} deep; write the inner ones as a string of JSON`;
    case 'number-not-kept':
      return `${where}, the number ${excerpt} would change, because no 64-bit float has its value; write it as a string`;
    case 'half-surrogate-pair':
      return `${where}, the string has ${excerpt}, one half of a surrogate pair, which UTF-8 cannot express; remove it`;
    case 'name-twice':
      return `${where}, the name ${excerpt} is in its object twice, and one value would be lost; keep one of them`;
    default:
      return unreachable(kind);
  }
}

function lineText({ line, column }: Place): string {
  return `line ${String(line)}, column ${String(column)}`;
}

/** Formats a place in a text of one line. */
export function columnText({ column }: Place): string {
  return `column ${String(column)}`;
}
