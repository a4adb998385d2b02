import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../base/model/index.js';
import { fieldProblems, manifestProblems, manifestsIn, type Manifest } from '../dev/testing/manifests/index.js';
import { Rig, SAMPLE, samplePlan } from './testing/index.js';

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

afterEach(() => rig.remove());

async function compiled(target: string, plan: Plan): Promise<Map<string, Manifest[]>> {
  await rig.compile(target, plan, { settings: { stateDir: '/it\'s "$(state)"', dataDir: '/{{ data }}' } });
  const files = readdirSync(rig.folder).filter((name) => name.endsWith('.yaml'));
  return new Map(files.map((name) => [name, manifestsIn(readFileSync(join(rig.folder, name), 'utf8'))]));
}

/** Names that Kubernetes accepts for all of these. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function expectValid(manifests: readonly Manifest[]): void {
  for (const { metadata } of manifests) expect(metadata.name).toMatch(NAME);
  expect(manifestProblems(manifests)).toEqual([]);
}

/** More tasks, and then more levels, than a workflow can take. */
const LARGE = samplePlan([
  ...Array.from({ length: 5_000 }, (_, number) => ({ outputs: [`b/${String(number)}`] })),
  ...Array.from({ length: 400 }, (_, number) => ({
    outputs: [`a/${String(number)}`],
    inputs: [number === 0 ? 'b/0' : `a/${String(number - 1)}`],
  })),
]);

describe('k8s-jobs', () => {
  test('is valid, and has a Job for each job and level', async () => {
    const files = await compiled('k8s-jobs', SAMPLE);
    expect([...files.keys()]).toEqual(['level-00000.yaml', 'level-00001.yaml', 'level-00002.yaml', 'payload.yaml']);
    expectValid([...files.values()].flat());
  });

  test('the check refuses fields that do not exist', async () => {
    const [job] = (await compiled('k8s-jobs', SAMPLE)).get('level-00000.yaml') ?? [];
    if (job === undefined) throw new Error('no job');
    const [problem] = fieldProblems([{ ...job, spec: { ...job.spec, paralelism: 4 } }]);
    expect(problem).toContain('"paralelism"');
  });

  test('a pod unpacks the plan and runs the task of its index', async () => {
    const files = await compiled('k8s-jobs', SAMPLE);
    const [job] = files.get('level-00001.yaml') ?? [];
    const { containers } = (job?.spec as { template: { spec: { containers: Container[] } } }).template.spec;
    const mount = join(rig.dir, 'mount');
    mkdirSync(mount);
    for (const { binaryData } of files.get('payload.yaml') ?? []) {
      for (const [name, bytes] of Object.entries(binaryData))
        writeFileSync(join(mount, name), Buffer.from(bytes, 'base64'));
    }
    const [container] = containers;
    const env = Object.fromEntries(container?.env.map(({ name, value }) => [name, value ?? 'postgres://x']) ?? []);
    const here = { DATABUILD_STATE_DIR: join(rig.dir, 'st ate'), DATABUILD_DATA_DIR: join(rig.dir, 'data') };
    const script = container?.command[2]?.replaceAll('/databuild-payload', '"$MOUNT"') ?? '';
    for (const index of ['0', '1']) {
      const ended = await rig.run('sh', ['-c', script], {
        env: { ...process.env, ...env, ...here, MOUNT: mount, JOB_COMPLETION_INDEX: index },
      });
      expect(ended).toEqual({ code: 0, output: '' });
    }
    const made = SAMPLE.tasks.filter(({ job: label }) => label === '//test:b').map(({ id }) => id);
    expect(rig.takeLog()).toEqual(made.flatMap((id) => [`start ${id}`, `end ${id}`]));
    const [kept = ''] = readdirSync(join(here.DATABUILD_STATE_DIR, 'compiled'));
    expect(readdirSync(join(here.DATABUILD_STATE_DIR, 'compiled', kept, 'done')).toSorted()).toEqual(made.toSorted());
  });
});

interface Container {
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

describe('argo', () => {
  test('is one valid workflow', async () => {
    const files = await compiled('argo', SAMPLE);
    expect([...files.keys()]).toEqual(['payload.yaml', 'workflow.yaml']);
    expectValid([...files.values()].flat());
  });

  test('above 1 MB, it is a workflow of workflows, which together run every task once', async () => {
    const files = await compiled('argo', LARGE);
    const parts = [...files.keys()].filter((name) => name.startsWith('part-'));
    expect(parts.length).toBeGreaterThan(3);
    expectValid([...files.values()].flat());
    let next = 0;
    for (const part of parts) {
      for (const { withSequence } of dagTasks(files.get(part)?.[0]?.spec ?? {})) {
        expect(Number(withSequence.start)).toBe(next);
        next = Number(withSequence.end) + 1;
      }
    }
    expect(next).toBe(LARGE.tasks.length);
    const templates = files.get('workflow.yaml')?.[0]?.spec['templates'] as { resource?: { manifest: string } }[];
    const manifest = templates.flatMap(({ resource }) => resource?.manifest ?? []).join('');
    const inner = manifestsIn(manifest.replaceAll('{{inputs.parameters.name}}', 'x'));
    expect(fieldProblems(inner)).toEqual([]);
  });

  test('waits for jobs that must succeed, and for the end of those that may fail', async () => {
    const plan = samplePlan([
      { outputs: ['a/1'] },
      { outputs: ['b/1'] },
      { outputs: ['c/1'], inputs: ['a/1', '?b/1'] },
    ]);
    const tasks = dagTasks((await compiled('argo', plan)).get('workflow.yaml')?.[0]?.spec ?? {});
    const ended = ['Succeeded', 'Failed', 'Errored', 'Skipped', 'Omitted'].map((end) => `stage-1.${end}`).join(' || ');
    expect(tasks.map(({ depends }) => depends)).toEqual([undefined, undefined, `stage-0.Succeeded && (${ended})`]);
  });
});

interface DagTask {
  readonly depends?: string;
  readonly withSequence: { readonly start: string; readonly end: string };
}

function dagTasks(spec: Record<string, unknown>): DagTask[] {
  const templates = spec['templates'] as { dag?: { tasks: DagTask[] } }[];
  return templates.flatMap(({ dag }) => dag?.tasks ?? []);
}
