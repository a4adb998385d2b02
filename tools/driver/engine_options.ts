import { err, ok, type Result } from '../base/model/index.js';
import type { EngineName } from './engine_site.js';
import type { Descriptor } from './site.js';

/** Options of an engine by name, as users write them. */
export type OptionTexts = ReadonlyMap<string, string>;

/** What users have chosen for an engine. */
export interface EngineOptions {
  /** For the whole build. */
  readonly ofBuild: OptionTexts;
  /** By the label of the job. */
  readonly ofJobs: ReadonlyMap<string, OptionTexts>;
}

/** The options that are whole numbers, with their defaults, in seconds and minutes. All engines have them. */
const NUMBERS = { 'pack-seconds': 60, 'slack-minutes': 5, 'lost-after': 30 } as const;

/** The options that are texts. */
const TEXTS: Readonly<Record<EngineName, readonly string[]>> = {
  slurm: ['account', 'partition', 'qos'],
  kubernetes: [
    ...['image', 'namespace', 'context', 'kubeconfig', 'claim', 'mount', 'service-account', 'pull-secret'],
    ...['node-selector', 'tolerations', 'extended-resources'],
  ],
};

/** By name, whether the value is a whole number. Those in BUILD files are checked in rules/private/checks.bzl, which has the same. */
export const ENGINE_OPTIONS: ReadonlyMap<string, boolean> = new Map([
  ...Object.values(TEXTS)
    .flat()
    .map((name) => [name, false] as const),
  ...Object.keys(NUMBERS).map((name) => [name, true] as const),
]);

/**
 * The options of the build and of every job: those of the command line, else those of the job, else those of the graph. In BUILD
 * files, options of other engines do not count.
 *
 * @returns an error if one of them is not an option of the engine, or has no valid value
 */
export function engineOptions(
  engine: EngineName,
  descriptor: Descriptor,
  commandLine: OptionTexts,
): Result<EngineOptions, string> {
  const own = namesOf(engine);
  const jobs = descriptor.kind === 'graph' ? descriptor.jobs : [descriptor.job];
  const shared = textsOf(descriptor.kind === 'graph' ? descriptor.engineOptions : undefined);
  const problem =
    problemOf(commandLine, own, own) ??
    problemOf(shared, [...ENGINE_OPTIONS.keys()], own, descriptor.label) ??
    jobs
      .map(({ label, engineOptions: ofJob }) => problemOf(textsOf(ofJob), [...ENGINE_OPTIONS.keys()], own, label))
      .find((each) => each !== undefined);
  if (problem !== undefined) return err(problem);
  const optionsOf = (ofJob: OptionTexts): OptionTexts => {
    const chosen = [...shared, ...ofJob, ...commandLine];
    return new Map(chosen.filter(([name]) => own.includes(name)));
  };
  return ok({
    ofBuild: optionsOf(new Map()),
    ofJobs: new Map(jobs.map(({ label, engineOptions: ofJob }) => [label, optionsOf(textsOf(ofJob))] as const)),
  });
}

/** The value of an option that is a whole number. */
export function numberIn(options: OptionTexts, name: keyof typeof NUMBERS): number {
  return Number(options.get(name) ?? NUMBERS[name]);
}

function namesOf(engine: EngineName): readonly string[] {
  return [...TEXTS[engine], ...Object.keys(NUMBERS)];
}

function textsOf(options: Readonly<Record<string, string>> = {}): OptionTexts {
  return new Map(Object.entries(options));
}

/** @param label of the target that has the options; absent for those of the command line */
function problemOf(
  options: OptionTexts,
  known: readonly string[],
  own: readonly string[],
  label?: string,
): string | undefined {
  const where = label === undefined ? '' : ` in engine_options of ${label}`;
  for (const [name, text] of options) {
    if (!known.includes(name)) return `it has no option ${name}${where}; its options are ${own.join(', ')}`;
    if (Object.hasOwn(NUMBERS, name) && !/^[0-9]{1,6}$/.test(text)) {
      return `its option ${name}${where} is ${JSON.stringify(text)}; it must be a whole number`;
    }
    if (ENGINE_OPTIONS.get(name) === false && !/^(?! )[^\p{Cc}]+(?<! )$/u.test(text)) {
      return `its option ${name}${where} is ${JSON.stringify(text)}; it must be a name without white space around it`;
    }
  }
  return undefined;
}
