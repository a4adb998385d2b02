import { ok, type Result } from '../base/model/index.js';
import type { JobOptions } from '../engines/slurm/index.js';
import { engineOptions, numberIn, type OptionTexts } from './engine_options.js';
import type { Descriptor } from './site.js';

/** How the tasks of a site run on Slurm. */
export interface SlurmOptions {
  /** How long an attempt may be missing before it counts as lost. */
  readonly lostAfterMs: number;
  /** By the label of the job. */
  readonly jobs: ReadonlyMap<string, JobOptions>;
}

/** @returns an error if one of the options is not one of Slurm, or has no valid value */
export function slurmOptions(descriptor: Descriptor, commandLine: OptionTexts): Result<SlurmOptions, string> {
  const options = engineOptions('slurm', descriptor, commandLine);
  if (!options.ok) return options;
  const { ofBuild, ofJobs } = options.value;
  return ok({
    lostAfterMs: numberIn(ofBuild, 'lost-after') * 1000,
    jobs: new Map(Array.from(ofJobs, ([label, ofJob]) => [label, jobOptions(ofJob)])),
  });
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
