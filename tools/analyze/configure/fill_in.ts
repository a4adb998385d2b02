import {
  configuringOf,
  fillText,
  isRef,
  matchPattern,
  parseRef,
  patternsOf,
  textTemplate,
  type Bindings,
  type DataDep,
  type DepType,
  type JobDescriptor,
  type PartitionRef,
  type TaskConfig,
  type TextTemplate,
} from '../../base/model/index.js';
import type { Configs } from './configs.js';
import type { TemplateFailure, TemplateInputUnfit } from './failure.js';

/** The configs of a job without a program, in the order of the refs, and why some refs have none. */
export interface FilledIn {
  readonly configs: readonly number[];
  /** The refs that have a config. */
  readonly refs: readonly PartitionRef[];
  readonly failures: readonly TemplateFailure[];
}

/** One object for all configs without variables, which are most. */
export const NO_ENV: TaskConfig['env'] = Object.freeze({});

/** The texts of a job's template, read once. */
interface Template {
  readonly inputs: readonly { readonly depType: DepType; readonly text: string; readonly template: TextTemplate }[];
  readonly args: readonly TextTemplate[];
  readonly env: readonly (readonly [string, TextTemplate])[];
}

const templates = new WeakMap<JobDescriptor, Template>();

/**
 * Configures a job by its template: each ref becomes a config of its own, with the names that the first matching pattern
 * of the job binds filled in.
 */
export function fillInTemplate(job: JobDescriptor, refs: readonly PartitionRef[], configs: Configs): FilledIn {
  const patterns = patternsOf(job);
  const template = templateOf(job);
  const filled: number[] = [];
  const made: PartitionRef[] = [];
  const unmatched: PartitionRef[] = [];
  const unfit = new Map<string, TemplateInputUnfit & { readonly refs: PartitionRef[] }>();
  for (const ref of refs) {
    const bound = firstMatch(patterns, ref);
    if (bound === undefined) {
      unmatched.push(ref);
      continue;
    }
    const inputs: DataDep[] = [];
    for (const { depType, text, template: written } of template.inputs) {
      const input = fillText(written, bound);
      if (isRef(input)) {
        inputs.push({ depType, ref: input });
        continue;
      }
      const parsed = parseRef(input);
      const known = unfit.get(text);
      if (known !== undefined) known.refs.push(ref);
      else if (!parsed.ok) {
        unfit.set(text, { reason: 'template-input-unfit', job: job.label, text, refs: [ref], problem: parsed.error });
      }
    }
    if (inputs.length < template.inputs.length) continue;
    const args = template.args.map((text) => fillText(text, bound));
    filled.push(configs.add({ outputs: [ref], inputs, args, env: environment(template, bound), executable: job.run }));
    made.push(ref);
  }
  const failures: TemplateFailure[] = [...unfit.values()];
  if (unmatched.length > 0) {
    failures.push({ reason: 'template-no-pattern', job: job.label, refs: unmatched, makes: job.makes ?? [] });
  }
  return { configs: filled, refs: made, failures };
}

function firstMatch(patterns: ReturnType<typeof patternsOf>, ref: PartitionRef): Bindings | undefined {
  for (const pattern of patterns) {
    const bound = matchPattern(pattern, ref);
    if (bound !== undefined) return bound;
  }
  return undefined;
}

function environment({ env }: Template, bound: Bindings): TaskConfig['env'] {
  return env.length === 0 ? NO_ENV : Object.fromEntries(env.map(([name, text]) => [name, fillText(text, bound)]));
}

function templateOf(job: JobDescriptor): Template {
  const known = templates.get(job);
  if (known !== undefined) return known;
  const configuring = configuringOf(job);
  if (configuring.by !== 'template') throw new Error(`${job.label} is configured by a program`);
  const { inputs, queryInputs, args, env } = configuring.template;
  const dep = (depType: DepType) => (text: string) => ({ depType, text, template: textTemplate(text) });
  const template: Template = {
    inputs: [...inputs.map(dep('materialize')), ...queryInputs.map(dep('query'))],
    args: args.map(textTemplate),
    env: Object.entries(env).map(([name, text]) => [name, textTemplate(text)]),
  };
  templates.set(job, template);
  return template;
}
