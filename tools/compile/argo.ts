import { targetsOf } from '../base/graph/index.js';
import type { JobDescriptor } from '../base/model/index.js';
import { labelsOf } from '../engines/kubernetes/index.js';
import { longestMs } from './durations.js';
import { configMaps, containerOf, nameOf, POD_DIRECTORIES, volumesOf } from './pods.js';
import { jobsOf } from './table.js';
import type { Compilation, CompiledFile, Payload, PayloadTarget } from './target.js';
import { stageGraph } from './units.js';
import { yamlDocuments } from './yaml_file.js';

/** A Workflow of Argo, or, if that would exceed 1 MB, a workflow of workflows. */
export const ARGO: PayloadTarget = {
  name: 'argo',
  limits: { units: 200_000, stages: 10_000 },
  requires: ['image', 'task', 'shared-catalog'],
  elsewhere: POD_DIRECTORIES,
  ships: 'payload',
  run: 'kubectl apply --server-side -f payload.yaml && argo submit --wait workflow.yaml',
  files: argoFiles,
};

/** A workflow has at most 200 templates, one of which is the DAG, and a DAG has at most 200 tasks. */
const MAX_DAG_TASKS = 199;

/** The status of a workflow must stay below 1 MB. It has about 200 bytes for each pod. */
const MAX_UNITS = 4_000;

const API = { apiVersion: 'argoproj.io/v1alpha1' } as const;

function* argoFiles(compilation: Compilation, payload: Payload): Generator<CompiledFile> {
  const { header } = compilation;
  const name = nameOf(compilation);
  yield { path: 'payload.yaml', chunks: yamlDocuments(header, configMaps(name, payload)) };
  const parts = partsOf(compilation);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const workflow = {
      ...API,
      kind: 'Workflow',
      metadata: metadataOf(name),
      spec: specOf(only, name, compilation, payload),
    };
    yield { path: 'workflow.yaml', chunks: yamlDocuments(header, [workflow]) };
    return;
  }
  for (const [number, part] of parts.entries()) {
    const template = {
      ...API,
      kind: 'WorkflowTemplate',
      metadata: { ...metadataOf(partName(name, number)), labels: labelsOf(name) },
      spec: specOf(part, name, compilation, payload),
    };
    yield { path: `part-${String(number).padStart(4, '0')}.yaml`, chunks: yamlDocuments(header, [template]) };
  }
  yield { path: 'workflow.yaml', chunks: yamlDocuments(header, [parentOf(name, parts.length)]) };
}

/** Units of one stage: all of them, or those that fit into a part. */
interface Piece {
  readonly stage: number;
  readonly first: number;
  readonly count: number;
}

/** Cuts the stages, in their order, into parts that a workflow can take. */
function partsOf({ stages }: Compilation): Piece[][] {
  const parts: Piece[][] = [];
  let space = 0;
  for (const [stage, { first, count }] of stages.entries()) {
    for (let done = 0; done < count;) {
      const open = parts.at(-1);
      if (open === undefined || space === 0 || open.length === MAX_DAG_TASKS) {
        parts.push([]);
        space = MAX_UNITS;
      }
      const size = Math.min(count - done, space);
      parts.at(-1)?.push({ stage, first: first + done, count: size });
      done += size;
      space -= size;
    }
  }
  return parts;
}

/** The tasks of a DAG, one for each stage, which Argo multiplies. What they need of the parts before is done. */
function dagTasks(part: readonly Piece[], compilation: Compilation): object[] {
  const { units, stages, needed } = compilation;
  const after = stageGraph(compilation);
  const mustSucceed = stageGraph({ units, stages, ordered: needed });
  const here = new Set(part.map(({ stage }) => stage));
  const templates = templatesOf(compilation);
  return part.map(({ stage, first, count }) => {
    const succeeded = new Set(targetsOf(mustSucceed, stage));
    const depends = targetsOf(after, stage)
      .filter((other) => here.has(other))
      .map((other) => (succeeded.has(other) ? `${stageName(other)}.Succeeded` : hasEnded(stageName(other))))
      .join(' && ');
    const job = stages[stage]?.job;
    return {
      name: stageName(stage),
      template: job === undefined ? '' : templates.get(job),
      arguments: { parameters: [{ name: 'first', value: '{{item}}' }] },
      withSequence: { start: String(first), end: String(first + count - 1) },
      ...(depends !== '' && { depends }),
    };
  });
}

function hasEnded(name: string): string {
  return `(${['Succeeded', 'Failed', 'Errored', 'Skipped', 'Omitted'].map((end) => `${name}.${end}`).join(' || ')})`;
}

function stageName(stage: number): string {
  return `stage-${stage}`;
}

/** The name of the template of each job. */
function templatesOf(compilation: Compilation): Map<JobDescriptor, string> {
  return new Map(jobsOf(compilation).map((job, number) => [job, `job-${number}`]));
}

function metadataOf(name: string): { name: string; labels: Record<string, string> } {
  return { name, labels: labelsOf(name) };
}

function specOf(part: readonly Piece[], name: string, compilation: Compilation, payload: Payload): object {
  const { stages, settings } = compilation;
  const jobs = new Set(part.flatMap(({ stage }) => stages[stage]?.job ?? []));
  return {
    entrypoint: 'plan',
    volumes: volumesOf(name, payload),
    podGC: { strategy: 'OnPodSuccess' },
    templates: [
      // After a failure, what does not depend on it still runs.
      { name: 'plan', dag: { failFast: false, tasks: dagTasks(part, compilation) } },
      ...[...templatesOf(compilation)]
        .filter(([job]) => jobs.has(job))
        .map(([job, template]) => {
          const longest = longestMs(job);
          return {
            name: template,
            inputs: { parameters: [{ name: 'first' }] },
            // task.sh has retried what a job allows. This is for pods that were evicted or never started.
            retryStrategy: { limit: 2, retryPolicy: 'OnError' },
            ...(longest > 0 && { activeDeadlineSeconds: Math.ceil(longest / 1000) + 300 }),
            container: containerOf(name, job, '{{inputs.parameters.first}}', settings, payload),
          };
        }),
    ],
  };
}

/** Runs the parts one after the other, each as a workflow of its own. */
function parentOf(name: string, parts: number): object {
  return {
    ...API,
    kind: 'Workflow',
    metadata: metadataOf(name),
    spec: {
      entrypoint: 'parts',
      templates: [
        {
          name: 'parts',
          dag: {
            tasks: Array.from({ length: parts }, (_, number) => ({
              name: `part-${number}`,
              template: 'part',
              arguments: { parameters: [{ name: 'name', value: partName(name, number) }] },
              ...(number > 0 && { depends: `part-${number - 1}.Succeeded` }),
            })),
          },
        },
        {
          name: 'part',
          inputs: { parameters: [{ name: 'name' }] },
          resource: {
            action: 'create',
            successCondition: 'status.phase == Succeeded',
            failureCondition: 'status.phase in (Failed, Error)',
            manifest: MANIFEST,
          },
        },
      ],
    },
  };
}

const MANIFEST = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: "{{inputs.parameters.name}}-"
spec:
  workflowTemplateRef:
    name: "{{inputs.parameters.name}}"
`;

function partName(name: string, number: number): string {
  return `${name}-part-${number}`;
}
