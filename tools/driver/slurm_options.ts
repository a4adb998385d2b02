import { err, ok, type Result } from '../base/model/index.js';
import type { JobOptions } from '../engines/slurm/index.js';
import type { Descriptor } from './site.js';

/** The options of Slurm by name, as users write them. */
export type OptionTexts = ReadonlyMap<string, string>;

/** How the tasks of a site run on Slurm. */
export interface SlurmOptions {
  /** How long an attempt may be missing before it counts as lost. */
  readonly lostAfterMs: number;
  /** By the label of the job. */
  readonly jobs: ReadonlyMap<string, JobOptions>;
}

/** The options that are whole numbers, with their defaults, in seconds and minutes. */
const DEFAULTS = { 'pack-seconds': 60, 'slack-minutes': 5, 'lost-after': 30 } as const;
const TEXTS: readonly string[] = ['account', 'partition', 'qos'];
const NAMES: readonly string[] = [...TEXTS, ...Object.keys(DEFAULTS)];

/** By name, whether the value is a whole number. Those in BUILD files are checked in rules/private/checks.bzl, which has the same. */
export const SLURM_OPTIONS: ReadonlyMap<string, boolean> = new Map(
  NAMES.map((name) => [name, Object.hasOwn(DEFAULTS, name)]),
);

/**
 * The options of every job: those of the command line, else those of the job, else those of the graph.
 *
 * @returns an error if one of them is not an option of Slurm, or has no valid value
 */
export function slurmOptions(descriptor: Descriptor, commandLine: OptionTexts): Result<SlurmOptions, string> {
  const jobs = descriptor.kind === 'graph' ? descriptor.jobs : [descriptor.job];
  const shared = textsOf(descriptor.kind === 'graph' ? descriptor.engineOptions : undefined);
  const problem =
    problemOf(commandLine) ??
    problemOf(shared, descriptor.label) ??
    jobs.map(({ label, engineOptions }) => problemOf(textsOf(engineOptions), label)).find((each) => each !== undefined);
  if (problem !== undefined) return err(problem);
  const optionsOf = (own: OptionTexts): OptionTexts => new Map([...shared, ...own, ...commandLine]);
  return ok({
    lostAfterMs: numberIn(optionsOf(new Map()), 'lost-after') * 1000,
    jobs: new Map(
      jobs.map(({ label, engineOptions }) => [label, jobOptions(optionsOf(textsOf(engineOptions)))] as const),
    ),
  });
}

function textsOf(options: Readonly<Record<string, string>> = {}): OptionTexts {
  return new Map(Object.entries(options));
}

/** @param label of the target that has the options; absent for those of the command line */
function problemOf(options: OptionTexts, label?: string): string | undefined {
  const where = label === undefined ? '' : ` in engine_options of ${label}`;
  for (const [name, text] of options) {
    if (!NAMES.includes(name)) return `it has no option ${name}${where}; its options are ${NAMES.join(', ')}`;
    if (Object.hasOwn(DEFAULTS, name) && !/^[0-9]{1,6}$/.test(text)) {
      return `its option ${name}${where} is ${JSON.stringify(text)}; it must be a whole number`;
    }
    if (TEXTS.includes(name) && !/^(?! )[^\p{Cc}]+(?<! )$/u.test(text)) {
      return `its option ${name}${where} is ${JSON.stringify(text)}; it must be a name without white space around it`;
    }
  }
  return undefined;
}

function numberIn(options: OptionTexts, name: keyof typeof DEFAULTS): number {
  return Number(options.get(name) ?? DEFAULTS[name]);
}

function jobOptions(options: OptionTexts): JobOptions {
  return {
    account: options.get('account'),
    partition: options.get('partition'),
    qos: options.get('qos'),
    packMs: numberIn(options, 'pack-seconds') * 1000,
    slackMinutes: numberIn(options, 'slack-minutes'),
  };
}
