import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { manifestProblems, manifestsIn, type Manifest } from '../../dev/testing/manifests/index.js';
import type { EngineAttempt } from '../engine.js';
import { manifestOf, scriptOf, type ArrayJob, type PodSurroundings } from './array_job.js';
import { labelsOf } from './indexed_job.js';

const ATTEMPT: EngineAttempt = {
  id: 'a',
  line: '{}\n',
  job: '//shop:report',
  resources: { cpu: 2, memory_mb: 512, gpu: 1, warehouse: 1 },
  timeoutMs: 90_000,
  expectedMs: 0,
};

const jobIn = (folder: string, env: Readonly<Record<string, string>> = {}): ArrayJob => ({
  batch: { id: 'b', folder, attempts: [ATTEMPT], command: ['/opt/my graph/g.task', "it's"], env },
  number: 0,
  array: { job: ATTEMPT.job, resources: ATTEMPT.resources, elements: [[ATTEMPT], [ATTEMPT]], timeoutMs: 90_000 },
  comment: 'databuild-b-0',
});

const SURROUNDINGS: PodSurroundings = {
  claim: 'databuild',
  mount: '/databuild',
  user: { uid: 1000, gid: 100 },
  graceSeconds: 20,
  extendedResources: new Map([['gpu', 'nvidia.com/gpu']]),
};

const EVERYTHING = {
  image: 'registry.example/g:1',
  serviceAccount: 'runner',
  pullSecret: 'registry',
  nodeSelector: { disk: 'ssd' },
  tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
  slackMinutes: 5,
};

test('manifests are valid, with all options and with none', () => {
  const all = manifestOf(jobIn('/databuild/s'), labelsOf('x'), EVERYTHING, SURROUNDINGS);
  const none = { image: 'registry.example/g:1', slackMinutes: 5 };
  const plain = manifestOf(jobIn('/databuild/s'), labelsOf('x'), none, { ...SURROUNDINGS, user: { uid: 0, gid: 0 } });
  expect(manifestProblems([all, plain].map((job) => JSON.parse(JSON.stringify(job)) as Manifest))).toEqual([]);
});

test('a pod is asked for what its job needs, runs for the timeout and some minutes, and is never repeated', () => {
  const { spec } = manifestOf(jobIn('/databuild/s'), labelsOf('x'), EVERYTHING, SURROUNDINGS);
  expect(spec).toMatchObject({ completions: 2, parallelism: 2, backoffLimitPerIndex: 0, completionMode: 'Indexed' });
  expect(spec).not.toHaveProperty('podFailurePolicy');
  expect(spec?.template.spec).toMatchObject({
    restartPolicy: 'Never',
    activeDeadlineSeconds: 90 + 300,
    terminationGracePeriodSeconds: 20,
    securityContext: { runAsUser: 1000, runAsGroup: 100, runAsNonRoot: true },
  });
  expect(spec?.template.spec?.containers[0]?.resources).toEqual({
    requests: { cpu: '2', memory: '512Mi' },
    limits: { memory: '512Mi', 'nvidia.com/gpu': '1' },
  });
});

test('Kubernetes replaces nothing in paths', () => {
  const { spec } = manifestOf(jobIn('/databuild/$(HOME)'), labelsOf('x'), EVERYTHING, SURROUNDINGS);
  expect(spec?.template.spec?.containers[0]?.command?.at(-1)).toBe('/databuild/$$(HOME)/kubernetes-0.');
});

test('variables are in the script of an element, except those of the machine', () => {
  const env = { SECRET: "it's $HOME", PATH: '/opt/here', 'odd.name': 'a b' };
  const job = jobIn('/databuild/s', env);
  expect(JSON.stringify(manifestOf(job, labelsOf('x'), EVERYTHING, SURROUNDINGS))).not.toMatch(/SECRET|\$HOME|odd/);
  expect(scriptOf(job, 1).split('\n')).toEqual([
    '#!/bin/sh',
    'rm -f -- "$0"',
    `export SECRET='it'\\''s $HOME'`,
    `exec env 'odd.name=a b' '/opt/my graph/g.task' 'it'\\''s' '/databuild/s/kubernetes-0.1'`,
    '',
  ]);
});

test('the permissions that the guide gives are valid, and enough', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/engines.md'), 'utf8');
  const [, text = ''] = /```yaml\n([^`]*kind: Role\n[^`]*)```/.exec(guide) ?? [];
  const manifests = manifestsIn(text);
  expect(manifests.map(({ kind }) => kind)).toEqual(['Role', 'RoleBinding']);
  expect(manifestProblems(manifests)).toEqual([]);
  const [role] = manifests as unknown as { rules: { resources: string[]; verbs: string[] }[] }[];
  expect(Object.fromEntries(role?.rules.map(({ resources, verbs }) => [resources.join(), verbs]) ?? [])).toEqual({
    jobs: ['create', 'list', 'watch', 'deletecollection'],
    pods: ['list', 'watch', 'deletecollection'],
    'pods/log': ['get'],
    events: ['list'],
  });
});
