import { expect, test } from '@jest/globals';
import { fakeDescriptor, fakeJob } from '../dev/testing/index.js';
import { kubernetesOptions, type KubernetesOptions } from './kubernetes_options.js';
import { slurmOptions } from './slurm_options.js';

const DEFAULTS = { claim: 'databuild', mount: '/databuild', extendedResources: new Map([['gpu', 'nvidia.com/gpu']]) };

const JOBS = [
  fakeJob('plain'),
  fakeJob('large', { engineOptions: { image: 'registry.example/large:2', 'node-selector': 'disk=ssd,zone=' } }),
];
const GRAPH = {
  ...fakeDescriptor(JOBS),
  engineOptions: { image: 'registry.example/graph:1', partition: 'short', 'lost-after': '60' },
};

function read(typed: Readonly<Record<string, string>>, descriptor = GRAPH): KubernetesOptions {
  const options = kubernetesOptions(descriptor, new Map(Object.entries(typed)), DEFAULTS);
  if (!options.ok) throw new Error(options.error);
  return options.value;
}

test('a graph has options of several engines, and each engine reads its own', () => {
  const { jobs, ...ofBuild } = read({ namespace: 'builds' });
  expect(ofBuild).toEqual({ ...DEFAULTS, lostAfterMs: 60_000, namespace: 'builds' });
  expect(jobs.get('//test:plain')).toEqual({ image: 'registry.example/graph:1', packMs: 60_000, slackMinutes: 5 });
  expect(jobs.get('//test:large')).toMatchObject({
    image: 'registry.example/large:2',
    nodeSelector: { disk: 'ssd', zone: '' },
  });
  const slurm = slurmOptions(GRAPH, new Map());
  expect(slurm).toMatchObject({ ok: true, value: { lostAfterMs: 60_000 } });
});

test('taints are written as kubectl writes them', () => {
  const { jobs } = read({ tolerations: 'gpu=yes:NoSchedule,spot:NoExecute,mine' });
  expect(jobs.get('//test:plain')?.tolerations).toEqual([
    { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
    { key: 'spot', operator: 'Exists', effect: 'NoExecute' },
    { key: 'mine', operator: 'Exists' },
  ]);
});

test('extended resources replace those that are known', () => {
  const { extendedResources } = read({ 'extended-resources': 'gpu=amd.com/gpu,fpga=example.com/fpga' });
  expect([...extendedResources]).toEqual([
    ['gpu', 'amd.com/gpu'],
    ['fpga', 'example.com/fpga'],
  ]);
});

test.each([
  [{ partition: 'short' }, 'it has no option partition; its options are image, namespace'],
  [{ mount: 'data' }, 'its option mount is "data"; it must be an absolute path'],
  [
    { tolerations: 'gpu:Never' },
    'its option tolerations is "gpu:Never"; it must be taints, such as gpu=yes:NoSchedule',
  ],
  [{ 'node-selector': 'ssd' }, 'its option node-selector is "ssd"; it must be names and values'],
])('options %j of the command line are refused', (typed, problem) => {
  expect(kubernetesOptions(GRAPH, new Map(Object.entries(typed)), DEFAULTS)).toEqual({
    ok: false,
    error: expect.stringContaining(problem),
  });
});

test('a job needs an image', () => {
  expect(kubernetesOptions(fakeDescriptor([fakeJob('job')]), new Map(), DEFAULTS)).toEqual({
    ok: false,
    error: 'it needs the option image, such as image=registry.example/graph:1 (for //test:job)',
  });
});
