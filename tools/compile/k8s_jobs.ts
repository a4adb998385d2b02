import type { Job } from 'kubernetes-types/batch/v1.js';
import { indexedJob, labelsOf } from '../engines/kubernetes/index.js';
import { longestMs } from './durations.js';
import { configMaps, containerOf, GRACE_SECONDS, nameOf, POD_DIRECTORIES, volumesOf } from './pods.js';
import { comments } from './quote.js';
import type { Compilation, CompiledFile, Payload, PayloadTarget } from './target.js';
import type { Stage } from './units.js';
import { yamlDocuments } from './yaml_file.js';

/** Indexed Jobs of Kubernetes: one for each job and level. */
export const K8S_JOBS: PayloadTarget = {
  name: 'k8s-jobs',
  // An Indexed Job with retries per index has at most 100,000 indexes. The number of levels is our own limit: each waits.
  limits: { units: 100_000, stages: 10_000 },
  requires: ['image', 'task', 'shared-catalog'],
  elsewhere: POD_DIRECTORIES,
  ships: 'payload',
  run: './run.sh',
  files: k8sFiles,
};

function* k8sFiles(compilation: Compilation, payload: Payload): Generator<CompiledFile> {
  const { header, stages } = compilation;
  const name = nameOf(compilation);
  yield { path: 'payload.yaml', chunks: yamlDocuments(header, configMaps(name, payload)) };
  for (const [level, ofLevel] of Map.groupBy(stages.entries(), ([, stage]) => stage.level)) {
    const jobs = ofLevel.map(([number, stage]) => jobOf(name, number, stage, compilation, payload));
    yield { path: `level-${String(level).padStart(5, '0')}.yaml`, chunks: yamlDocuments(header, jobs) };
  }
  yield {
    path: 'run.sh',
    executable: true,
    chunks: [`#!/usr/bin/env bash\n${comments(header)}#\nname=${name}\n${RUN}`],
  };
}

function jobOf(name: string, number: number, stage: Stage, { settings }: Compilation, payload: Payload): Job {
  const { job, level, first, count } = stage;
  const longest = longestMs(job);
  return indexedJob({
    name: `${name}-${number}`,
    labels: { ...labelsOf(name), 'databuild/level': String(level) },
    job: job.label,
    count,
    // task.sh has retried what a job allows. These are for pods that were evicted or never started.
    retries: 2,
    deadlineSeconds: longest > 0 ? Math.ceil(longest / 1000) + 300 : 0,
    graceSeconds: GRACE_SECONDS,
    pod: { containers: [containerOf(name, job, String(first), settings, payload)], volumes: volumesOf(name, payload) },
  });
}

const RUN = `# Creates the Jobs of one level, waits until all of them have ended, and goes on with the next level if all are complete.
# Run again, it starts what is not done: Jobs that failed are deleted and created again. Arguments go to kubectl: run.sh
# --namespace NAME. Needs the PersistentVolumeClaim "databuild" and the Secret "databuild-catalog" with the key "url".
# Exit codes: 0 done, 1 a task failed or kubectl did
set -u
options=("$@")
cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" || exit 2

conditions() {
    kubectl "\${options[@]}" get jobs -l "app.kubernetes.io/instance=$name,databuild/level=$1" \\
        -o 'jsonpath={range .items[*]}{.metadata.name}{range .status.conditions[?(@.status=="True")]} {.type}{end}{"\\n"}{end}'
}

kubectl "\${options[@]}" apply --server-side -f payload.yaml || exit 1
for file in level-*.yaml; do
    level=\${file#level-}
    level=$((10#\${level%.yaml}))
    wanted=$(grep -c '^kind: Job$' "$file")
    mapfile -t failed < <(conditions "$level" | sed -n 's/ .*Failed.*//p')
    ((\${#failed[@]} == 0)) || kubectl "\${options[@]}" delete job "\${failed[@]}" || exit 1
    kubectl "\${options[@]}" apply --server-side -f "$file" || exit 1
    while :; do
        ended=$(conditions "$level") || exit 1
        complete=$(grep -c ' .*Complete' <<<"$ended")
        ((complete < wanted)) || break
        if ((complete + $(grep -c ' .*Failed' <<<"$ended") == wanted)); then
            printf 'level %s: %s of %s Jobs failed; see kubectl logs -l app.kubernetes.io/instance=%s\\n' \\
                "$level" "$((wanted - complete))" "$wanted" "$name" >&2
            exit 1
        fi
        sleep 5
    done
    echo "level $level: $wanted Jobs complete" >&2
done
`;
