import { rm, writeFile } from 'node:fs/promises';
import type { Job } from 'kubernetes-types/batch/v1.js';
import type { PodSpec, Toleration } from 'kubernetes-types/core/v1.js';
import { elementPrefix } from '../element_files.js';
import type { EngineBatch } from '../engine.js';
import type { AttemptArray } from '../pack.js';
import { ENGINE } from './failures.js';
import { CONTAINER, indexedJob, literally, resourcesOf, SHARED_VOLUME, sharedVolume } from './indexed_job.js';

/** What users choose about the pods of a job. */
export interface PodOptions {
  readonly image: string;
  readonly serviceAccount?: string | undefined;
  readonly pullSecret?: string | undefined;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly tolerations?: readonly Toleration[] | undefined;
  /** Minutes that a pod has beyond the timeouts of its attempts. The program enforces those; this limit is only for when it does not. */
  readonly slackMinutes: number;
  /** Short attempts are put into one pod until it takes about so long. */
  readonly packMs: number;
}

/** What all pods have. */
export interface PodSurroundings {
  /** Name of the claim of the shared volume, and its path in the pods, which is also its path here. */
  readonly claim: string;
  readonly mount: string;
  /** Whose files are on the volume: pods run as this user. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** The resources of Kubernetes, such as `nvidia.com/gpu`, by the names that jobs use. */
  readonly extendedResources: ReadonlyMap<string, string>;
  /** How long a pod may take to end after SIGTERM. */
  readonly graceSeconds: number;
}

/** The part of a batch that becomes one Indexed Job. */
export interface ArrayJob {
  readonly batch: EngineBatch;
  /** Its number in the batch, from 0. */
  readonly number: number;
  readonly array: AttemptArray;
  /** A DNS label; also the name of the Job. */
  readonly comment: string;
}

/** The label of a Job and its pods that has the name of the Job. */
export const ARRAY_LABEL = 'databuild/array';

/** How long a Job that has ended can still be looked at. */
const TTL_SECONDS = 600;

/** Path of the files of an array, without the place of an element in it. */
export function filePrefix({ batch, number }: Pick<ArrayJob, 'batch' | 'number'>): string {
  return elementPrefix(ENGINE, batch.folder, number);
}

/** The manifest of an array. It has the paths of files, and neither variables nor anything else that may be secret. */
export function manifestOf(
  job: ArrayJob,
  labels: Readonly<Record<string, string>>,
  options: Omit<PodOptions, 'packMs'>,
  surroundings: PodSurroundings,
): Job {
  const { array, comment } = job;
  const { elements, timeoutMs } = array;
  return indexedJob({
    name: comment,
    labels: { ...labels, [ARRAY_LABEL]: comment },
    job: array.job,
    count: elements.length,
    // The build submits lost attempts again itself, as new ones.
    retries: 0,
    deadlineSeconds: timeoutMs === 0 ? 0 : Math.ceil(timeoutMs / 1000) + options.slackMinutes * 60,
    graceSeconds: surroundings.graceSeconds,
    ttlSeconds: TTL_SECONDS,
    pod: podOf(job, options, surroundings),
  });
}

function podOf(job: ArrayJob, options: Omit<PodOptions, 'packMs'>, surroundings: PodSurroundings): PodSpec {
  const { image, serviceAccount, pullSecret, nodeSelector, tolerations } = options;
  const { claim, mount, user, extendedResources } = surroundings;
  const isRoot = user.uid === 0;
  return {
    // A pod gets several variables for every service of its namespace otherwise.
    enableServiceLinks: false,
    ...(serviceAccount === undefined
      ? { automountServiceAccountToken: false }
      : { serviceAccountName: serviceAccount }),
    ...(pullSecret !== undefined && { imagePullSecrets: [{ name: pullSecret }] }),
    ...(nodeSelector !== undefined && { nodeSelector }),
    ...(tolerations !== undefined && { tolerations: [...tolerations] }),
    securityContext: {
      runAsUser: user.uid,
      runAsGroup: user.gid,
      // As namespaces with the profile "restricted" demand it.
      ...(!isRoot && { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }),
    },
    containers: [
      {
        name: CONTAINER,
        image,
        command: ['sh', '-c', START, literally(filePrefix(job))],
        ...resourcesOf(job.array.resources, extendedResources),
        volumeMounts: [{ name: SHARED_VOLUME, mountPath: mount }],
        // The last lines of a program that fails are then part of the state of its pod.
        terminationMessagePolicy: 'FallbackToLogsOnError',
        ...(!isRoot && { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }),
      },
    ],
    volumes: [sharedVolume(claim)],
  };
}

/** Where an element finds its script, beside its file. */
const SCRIPT_SUFFIX = '.sh';

/** Starts the script of an element when it is there: a shared file system shows files late. */
const START = `element=$0$JOB_COMPLETION_INDEX
left=120
trap 'exit 143' TERM
until [ -e "$element" ] && [ -e "$element${SCRIPT_SUFFIX}" ] || [ "$left" = 0 ]; do
  sleep 1
  left=$((left - 1))
done
exec sh "$element${SCRIPT_SUFFIX}"
`;

/** Only the owner may read it: it may have secrets. */
const SCRIPT_MODE = 0o600;

/** Writes what the elements of an array start. */
export async function writeScripts(job: ArrayJob): Promise<void> {
  const prefix = filePrefix(job);
  await Promise.all(
    job.array.elements.map((_, index) =>
      writeFile(`${prefix}${String(index)}${SCRIPT_SUFFIX}`, scriptOf(job, index), { mode: SCRIPT_MODE }),
    ),
  );
}

/** Removes the scripts of elements that do not start any more. @param prefix the path of the files of the array */
export async function removeScripts(prefix: string, indexes: Iterable<number>): Promise<void> {
  await Promise.all(
    Array.from(indexes, (index) =>
      rm(`${prefix}${String(index)}${SCRIPT_SUFFIX}`, { force: true }).catch(() => undefined),
    ),
  );
}

/** Variables that belong to the machine that a program runs on: those of the image stay. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR']);

/**
 * What a pod runs: it sets the variables, and becomes the program that makes the attempts of its element, so that signals
 * reach it. It may have secrets, and removes itself first.
 */
export function scriptOf(job: Pick<ArrayJob, 'batch' | 'number'>, index: number): string {
  const { command, env } = job.batch;
  const variables = Object.entries(env).filter(([name]) => !OF_THE_MACHINE.has(name));
  const exported = variables.filter(([name]) => NAME.test(name));
  // The shell cannot set these.
  const others = variables.filter(([name]) => !NAME.test(name)).map(([name, value]) => quoted(`${name}=${value}`));
  const words = [
    ...(others.length > 0 ? ['env', ...others] : []),
    ...[...command, `${filePrefix(job)}${String(index)}`].map(quoted),
  ];
  return [
    '#!/bin/sh',
    'rm -f -- "$0"',
    ...exported.map(([name, value]) => `export ${name}=${quoted(value)}`),
    `exec ${words.join(' ')}\n`,
  ].join('\n');
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
