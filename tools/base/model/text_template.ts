import { PATTERN_NAME, type Bindings } from './pattern.js';
import { err, ok, type Result } from './result.js';

/**
 * A text with names in it, such as `--month={month}`: text and names, in order. `{{` and `}}` stand for one brace each.
 */
export type TextTemplate = readonly ({ readonly text: string } | { readonly name: string })[];

export type TextProblem =
  { readonly reason: 'text-stray-brace' } | { readonly reason: 'text-bad-name'; readonly name: string };

/** A pair of braces that stands for one, a name in braces, or a brace that is neither. */
const MARKS = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

export function parseTextTemplate(text: string): Result<TextTemplate, TextProblem> {
  const parts: ({ text: string } | { name: string })[] = [];
  let literal = '';
  let end = 0;
  for (const mark of text.matchAll(MARKS)) {
    const [written, name] = mark;
    literal += text.slice(end, mark.index);
    end = mark.index + written.length;
    if (name !== undefined) {
      if (!PATTERN_NAME.test(name)) return err({ reason: 'text-bad-name', name });
      if (literal !== '') parts.push({ text: literal });
      parts.push({ name });
      literal = '';
    } else if (written.length === 2) {
      literal += written.slice(1);
    } else {
      return err({ reason: 'text-stray-brace' });
    }
  }
  literal += text.slice(end);
  if (literal !== '') parts.push({ text: literal });
  return ok(parts);
}

/** The same for a text of a descriptor, which has been checked. @throws where the text is malformed */
export function textTemplate(text: string): TextTemplate {
  const parsed = parseTextTemplate(text);
  if (!parsed.ok) throw new Error(`the descriptor was not checked: "${text}" ${describeTextProblem(parsed.error)}`);
  return parsed.value;
}

/** Writes the text with what its names stand for. @throws where a name is not bound, which the descriptor rules out */
export function fillText(template: TextTemplate, bound: Bindings): string {
  let filled = '';
  for (const part of template) filled += 'text' in part ? part.text : textOf(part.name, bound);
  return filled;
}

function textOf(name: string, bound: Bindings): string {
  const text = bound.get(name);
  if (text === undefined) throw new Error(`nothing is bound to ${name}`);
  return text;
}

/** One line for people, to follow the text: what is wrong with it, and how to write it. */
export function describeTextProblem(problem: TextProblem): string {
  switch (problem.reason) {
    case 'text-stray-brace':
      return 'has a stray brace; write {{ or }} for one that is part of the text';
    case 'text-bad-name':
      return `has the name "${problem.name}"; a name is a letter, then letters, digits and underscores`;
  }
}
