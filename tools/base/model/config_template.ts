import * as z from 'zod';
import { argumentSchema, envNameSchema } from './job_config.js';
import { lazily, type Inferred } from './lazily.js';
import type { Pattern } from './pattern.js';
import { describeRefProblem, parseRef } from './ref.js';
import { describeTextProblem, parseTextTemplate } from './text_template.js';

/**
 * How a job without a configure program is configured: each ref that it makes is a config of its own, whose fields are
 * these with the names of the ref's pattern filled in.
 */
export const configTemplateSchema = lazily(() =>
  z.object({
    inputs: z.array(z.string()).describe('Refs that must exist first, as texts with names in braces.'),
    queryInputs: z.array(z.string()).describe('Refs that are read as they are, as texts with names in braces.'),
    args: z.array(argumentSchema()).describe('Arguments of the run executable, as texts with names in braces.'),
    env: z
      .record(envNameSchema(), argumentSchema())
      .describe('Variables, with values that are texts with names in braces.'),
  }),
);
export type ConfigTemplate = Inferred<typeof configTemplateSchema>;

/** A text of a template that cannot be filled in. */
export interface TemplateProblem {
  readonly path: readonly [keyof ConfigTemplate, number | string];
  /** For people, to follow the text. */
  readonly message: string;
}

/** Finds the first text that is malformed, is no ref where it must be, or has a name that a pattern does not bind. */
export function findTemplateProblem(
  template: ConfigTemplate,
  patterns: readonly Pattern[],
): TemplateProblem | undefined {
  for (const { path, text } of textsOf(template)) {
    const parsed = parseTextTemplate(text);
    if (!parsed.ok) return { path, message: describeTextProblem(parsed.error) };
    if (path[0] === 'inputs' || path[0] === 'queryInputs') {
      const shortest = parseRef(parsed.value.map((part) => ('text' in part ? part.text : 'x')).join(''));
      if (!shortest.ok) return { path, message: `is not a ref: it ${describeRefProblem(shortest.error)}` };
    }
    for (const part of parsed.value) {
      const stranger = 'name' in part && patterns.find(({ names }) => !names.includes(part.name));
      if (stranger) {
        return {
          path,
          message: `uses {${part.name}}, which "${stranger.text}" of makes does not bind; every pattern of makes must bind it`,
        };
      }
    }
  }
  return undefined;
}

function textsOf(template: ConfigTemplate): { readonly path: TemplateProblem['path']; readonly text: string }[] {
  const lists = (['inputs', 'queryInputs', 'args'] as const).flatMap((field) =>
    template[field].map((text, index) => ({ path: [field, index] as const, text })),
  );
  const values = Object.entries(template.env).map(([name, text]) => ({ path: ['env', name] as const, text }));
  return [...lists, ...values];
}
