import type { ConfigMap, Container, EnvVar, Volume } from 'kubernetes-types/core/v1.js';
import type { JobDescriptor } from '../base/model/index.js';
import {
  CONTAINER,
  DEFAULT_CLAIM,
  DEFAULT_MOUNT,
  EXTENDED_RESOURCES,
  labelsOf,
  literally,
  resourcesOf,
  SHARED_VOLUME,
  sharedVolume,
} from '../engines/kubernetes/index.js';
import type { Compilation, CompileSettings, Payload } from './target.js';

/** Where pods have the volume that they share, unless the directories are named. */
export const POD_DIRECTORIES = {
  stateDir: `${DEFAULT_MOUNT}/state`,
  dataDir: `${DEFAULT_MOUNT}/data`,
} as const;

const PAYLOAD_PATH = '/databuild-payload';

/** How long a task may take to end after SIGTERM. */
export const GRACE_SECONDS = 60;

/** A name that is unique for the plan, and the slice if it is one. */
export function nameOf({ plan, units }: Compilation): string {
  return `databuild-${plan.id.slice(0, 12)}-${units[0]?.id.slice(0, 6) ?? ''}`;
}

/** The ConfigMaps with the payload. */
export function* configMaps(name: string, { objects }: Payload): Generator<ConfigMap> {
  for (const [index, parts] of objects.entries()) {
    yield {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: mapName(name, index), labels: labelsOf(name) },
      immutable: true,
      binaryData: Object.fromEntries(Array.from(parts, ([part, bytes]) => [part, bytes.toString('base64')])),
    };
  }
}

function mapName(name: string, index: number): string {
  return `${name}-payload-${index}`;
}

/**
 * Unpacks the payload and runs one unit. What is done, and the results and logs, are in the state directory, so that
 * they outlive the pod.
 *
 * The variables are quoted by the shell, not written into the script.
 */
const SCRIPT = `set -eu
work=$(mktemp -d)
kept="$DATABUILD_STATE_DIR/compiled/$DATABUILD_COMPILED"
mkdir -p "$kept/done" "$kept/results" "$DATABUILD_DATA_DIR"
ln -s "$kept/done" "$kept/results" "$work"
for file in $DATABUILD_FILES; do
    cat ${PAYLOAD_PATH}/"$file".gz.* | gzip -d >"$work/$file"
done
chmod +x "$work"/*.sh
exec "$work/units.sh" "$((DATABUILD_FIRST + \${JOB_COMPLETION_INDEX:-0}))" 1
`;

/** The container that runs one unit of a job. @param first the line of the unit in `tasks.tsv`, as text */
export function containerOf(
  name: string,
  job: JobDescriptor,
  first: string,
  settings: CompileSettings,
  payload: Payload,
): Container {
  const env: EnvVar[] = [
    { name: 'DATABUILD_CATALOG', valueFrom: { secretKeyRef: { name: 'databuild-catalog', key: 'url' } } },
    { name: 'DATABUILD_STATE_DIR', value: literally(settings.stateDir) },
    { name: 'DATABUILD_DATA_DIR', value: literally(settings.dataDir) },
    { name: 'DATABUILD_COMPILED', value: name },
    { name: 'DATABUILD_FILES', value: payload.files.join(' ') },
    { name: 'DATABUILD_FIRST', value: first },
  ];
  return {
    name: CONTAINER,
    image: settings.image ?? '',
    command: ['sh', '-c', SCRIPT],
    env,
    ...resourcesOf(job.resources, EXTENDED_RESOURCES),
    volumeMounts: [
      { name: SHARED_VOLUME, mountPath: DEFAULT_MOUNT },
      { name: 'payload', mountPath: PAYLOAD_PATH, readOnly: true },
    ],
  };
}

/** The volume that all pods share, and the payload. */
export function volumesOf(name: string, { objects }: Payload): Volume[] {
  return [
    sharedVolume(DEFAULT_CLAIM),
    {
      name: 'payload',
      projected: {
        sources: Array.from({ length: objects.length }, (_, index) => ({ configMap: { name: mapName(name, index) } })),
      },
    },
  ];
}
