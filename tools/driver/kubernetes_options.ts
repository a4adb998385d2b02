import { isAbsolute } from 'node:path';
import { err, ok, type Result } from '../base/model/index.js';
import type { PodOptions } from '../engines/kubernetes/index.js';
import { engineOptions, numberIn, type OptionTexts } from './engine_options.js';
import type { Descriptor } from './site.js';

/** How the tasks of a site run on Kubernetes. */
export interface KubernetesOptions {
  /** How long an attempt may be missing before it counts as lost. */
  readonly lostAfterMs: number;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  /** Name of the claim of the shared volume, and its path. */
  readonly claim: string;
  readonly mount: string;
  /** The resources of Kubernetes by the names that jobs use. */
  readonly extendedResources: ReadonlyMap<string, string>;
  /** By the label of the job. */
  readonly jobs: ReadonlyMap<string, PodOptions>;
}

/** Names and paths that are not chosen by users. */
export interface KubernetesDefaults {
  readonly claim: string;
  readonly mount: string;
  readonly extendedResources: ReadonlyMap<string, string>;
}

/** @returns an error if one of the options is not one of Kubernetes, or has no valid value */
export function kubernetesOptions(
  descriptor: Descriptor,
  commandLine: OptionTexts,
  defaults: KubernetesDefaults,
): Result<KubernetesOptions, string> {
  const options = engineOptions('kubernetes', descriptor, commandLine);
  if (!options.ok) return options;
  const { ofBuild, ofJobs } = options.value;
  for (const name of ['kubeconfig', 'mount']) {
    const path = ofBuild.get(name);
    if (path !== undefined && !isAbsolute(path)) {
      return err(`its option ${name} is ${JSON.stringify(path)}; it must be an absolute path`);
    }
  }
  const extended = pairsIn(ofBuild, 'extended-resources', 'gpu=nvidia.com/gpu');
  if (!extended.ok) return extended;
  const jobs = new Map<string, PodOptions>();
  for (const [label, ofJob] of ofJobs) {
    const read = podOptions(ofJob);
    if (!read.ok) return err(`${read.error} (for ${label})`);
    jobs.set(label, read.value);
  }
  return ok({
    lostAfterMs: numberIn(ofBuild, 'lost-after') * 1000,
    kubeconfig: ofBuild.get('kubeconfig'),
    context: ofBuild.get('context'),
    namespace: ofBuild.get('namespace'),
    claim: ofBuild.get('claim') ?? defaults.claim,
    mount: ofBuild.get('mount') ?? defaults.mount,
    extendedResources: extended.value ?? defaults.extendedResources,
    jobs,
  });
}

function podOptions(options: OptionTexts): Result<PodOptions, string> {
  const image = options.get('image');
  if (image === undefined) return err('it needs the option image, such as image=registry.example/graph:1');
  const nodeSelector = pairsIn(options, 'node-selector', 'disk=ssd');
  if (!nodeSelector.ok) return nodeSelector;
  const tolerations = tolerationsIn(options);
  if (!tolerations.ok) return tolerations;
  return ok({
    image,
    serviceAccount: options.get('service-account'),
    pullSecret: options.get('pull-secret'),
    nodeSelector: nodeSelector.value && Object.fromEntries(nodeSelector.value),
    tolerations: tolerations.value,
    packMs: numberIn(options, 'pack-seconds') * 1000,
    slackMinutes: numberIn(options, 'slack-minutes'),
  });
}

/** Reads `a=b,c=d`. */
function pairsIn(
  options: OptionTexts,
  name: string,
  example: string,
): Result<ReadonlyMap<string, string> | undefined, string> {
  const text = options.get(name);
  if (text === undefined) return ok(undefined);
  const pairs = text.split(',').map((pair) => /^([^=]+)=(.*)$/.exec(pair));
  if (pairs.includes(null)) return wrong(name, text, `names and values, such as ${example}`);
  return ok(new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''])));
}

/** Reads taints as `kubectl taint` has them: `key=value:Effect`, `key:Effect`, or `key` for all its effects. */
function tolerationsIn(options: OptionTexts): Result<PodOptions['tolerations'], string> {
  const name = 'tolerations';
  const text = options.get(name);
  if (text === undefined) return ok(undefined);
  const taints = text.split(',').map((taint) => TAINT.exec(taint)?.groups);
  if (taints.includes(undefined)) return wrong(name, text, 'taints, such as gpu=yes:NoSchedule');
  return ok(
    taints.map(({ key = '', value, effect } = {}) => ({
      key,
      ...(value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }),
      ...(effect !== undefined && { effect }),
    })),
  );
}

const TAINT = /^(?<key>[^=:]+)(?:=(?<value>[^=:]*))?(?::(?<effect>NoSchedule|PreferNoSchedule|NoExecute))?$/;

function wrong(name: string, text: string, expected: string): Result<never, string> {
  return err(`its option ${name} is ${JSON.stringify(text)}; it must be ${expected}`);
}
