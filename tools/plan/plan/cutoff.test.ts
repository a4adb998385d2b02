import { describe, expect, test } from '@jest/globals';
import type { Plan, Validity } from '../../base/model/index.js';
import { planId, readPlan, writePlan } from './index.js';
import { Story, type Edit, type PlanQuestion, type World } from './testing/index.js';

const NOTHING = { force: [], forceDownstream: [], refresh: [] };

/** p → q → r, where the job of each has its name. */
function chain(digests: Partial<Record<'a' | 'b' | 'c', string>>, validity: Validity = 'version'): World {
  const job = (digest: string | undefined) => ({ version: [1, 0, 0] as const, code: 'code 1', validity, digest });
  const made = (name: string, output: string, ...from: string[]): World['configs'][number] => ({
    job: name,
    outputs: [output],
    inputs: from.map((ref) => ({ depType: 'materialize', ref })),
    args: [],
    env: {},
    executable: '_main/one',
  });
  return {
    jobs: { a: job(digests.a), b: job(digests.b), c: job(digests.c) },
    configs: [made('a', 'p'), made('b', 'q', 'p'), made('c', 'r', 'q')],
  };
}

const major = (job: string): Edit => ({ kind: 'version', job, bump: 'major' });
const minorWithCode = (job: string): Edit[] => [
  { kind: 'version', job, bump: 'minor' },
  { kind: 'code', job, code: 'code 2' },
];

type Asked = Partial<Omit<PlanQuestion, 'refs'>> & { readonly refreshed?: readonly string[] };

async function planned(story: Story, refs = ['r'], request: Asked = {}): Promise<Plan> {
  const graph = await story.analyzed(story.known(refs));
  return (await story.ask(graph, { validity: undefined, ...NOTHING, ...request })).made;
}

/** Everything built once, then edited. */
async function edited(world: World, ...edits: readonly Edit[]): Promise<Story> {
  const story = new Story(world);
  await story.build(await planned(story));
  for (const edit of edits) story.edit(edit);
  return story;
}

/** `runs` or `may stay` for each output of a plan. */
const told = ({ tasks }: Plan): Record<string, string> =>
  Object.fromEntries(
    tasks.flatMap(({ config, runsIf }) =>
      config.outputs.map((ref) => [ref, runsIf === undefined ? 'runs' : 'may stay']),
    ),
  );

describe('a plan', () => {
  test('says which tasks run only if their inputs differ: all that depend on a digest', async () => {
    const plan = await planned(await edited(chain({ a: 'same' }), major('a')));
    expect(told(plan)).toEqual({ p: 'runs', q: 'may stay', r: 'may stay' });
  });

  test('is the same as ever if no job reports digests', async () => {
    const plan = await planned(await edited(chain({}), major('a')));
    expect(told(plan)).toEqual({ p: 'runs', q: 'runs', r: 'runs' });
    expect([...writePlan(plan)].join('')).not.toContain('runsIf');
  });

  test('runs a task that depends on one that runs and reported no digest', async () => {
    const plan = await planned(await edited(chain({ a: 'same' }), major('b')));
    expect(told(plan)).toEqual({ q: 'runs', r: 'runs' });
  });

  test.each<[string, Edit[], Validity]>([
    ['its own code', minorWithCode('b'), 'content'],
    ['its own code, even if that is masked', minorWithCode('b'), 'version'],
    ['its own major', [major('b')], 'version'],
    ['its args, even if that is masked', [{ kind: 'args', config: 1, to: { args: ['2'] } }], 'version'],
  ])('runs a task for certain if, besides its inputs, this changed: %s', async (_, edits, validity) => {
    const plan = await planned(await edited(chain({ a: 'same', b: 'same' }, validity), major('a'), ...edits));
    expect(told(plan)).toEqual({ p: 'runs', q: 'runs', r: 'may stay' });
  });

  test('runs a task for certain if another input has masked changes', async () => {
    const world = chain({ a: 'same', b: 'same' });
    const [p, q, r] = world.configs;
    if (p === undefined || q === undefined || r === undefined) throw new Error('three configs');
    const two = { ...world, configs: [p, { ...q, inputs: [] }, { ...r, inputs: [...r.inputs, ...q.inputs] }] };
    const story = await edited(two, ...minorWithCode('b'));
    await story.build(await planned(story, ['q'], { force: ['q'] }));
    story.edit(major('a'));
    expect(told(await planned(story))).toEqual({ p: 'runs', r: 'runs' });
  });

  test('runs a forced task for certain', async () => {
    const story = await edited(chain({ a: 'same' }), major('a'));
    expect(told(await planned(story, ['r'], { force: ['q'] }))).toEqual({ p: 'runs', q: 'runs', r: 'runs' });
  });

  test.each([
    ['may stay', 'same', 'may stay'],
    ['runs', 'other', 'runs'],
  ])('says that a task %s if an input that is built already has the %s digest', async (_, digest, q) => {
    const story = await edited(chain({ a: 'same' }), major('a'), { kind: 'digest', job: 'a', digest });
    await story.build(await planned(story, ['p']));
    expect(told(await planned(story))).toEqual({ q, r: q });
  });

  test('lets a task stay that has read data which was found unchanged in an earlier build', async () => {
    const story = await edited(chain({ a: 'same' }), major('a'));
    await story.build(await planned(story, ['q']));
    expect(told(await planned(story))).toEqual({ r: 'may stay' });
    await story.build(await planned(story));
    expect(story.unchanged).toBe(2);
    expect((await planned(story)).tasks).toEqual([]);
  });

  test('compares what is downstream of a refreshed partition, although no key changes', async () => {
    const story = await edited(chain({ a: 'same' }));
    const plan = await planned(story, ['r'], { refresh: ['p'] });
    expect(told(plan)).toEqual({ p: 'runs', q: 'may stay', r: 'may stay' });
    expect(plan.tasks.map(({ reason }) => reason)).toEqual([
      { kind: 'refreshed' },
      { kind: 'input-refreshed', refs: ['p'] },
      { kind: 'input-refreshed', refs: ['q'] },
    ]);
    await story.build(plan);
    expect(story.unchanged).toBe(2);
    story.edit({ kind: 'digest', job: 'a', digest: 'other' });
    await story.build(await planned(story, ['r'], { refresh: ['p'] }));
    expect(story.unchanged).toBe(2);
    expect((await planned(story)).tasks).toEqual([]);
  });

  test('plans of what is downstream of a partition that is made again already only what has not read its data', async () => {
    const story = await edited(chain({ a: 'same', b: 'same' }));
    expect((await planned(story, ['r'], { refreshed: ['p'] })).tasks).toEqual([]);
    await story.build(await planned(story, ['p'], { force: ['p'] }));
    expect((await planned(story, ['r'], { refreshed: ['p'] })).tasks).toEqual([]);
    story.edit({ kind: 'digest', job: 'a', digest: 'other' });
    await story.build(await planned(story, ['p'], { force: ['p'] }));
    const plan = await planned(story, ['r'], { refreshed: ['p'] });
    expect(told(plan)).toEqual({ q: 'runs', r: 'may stay' });
    await story.build(plan);
    expect((await planned(story, ['r'], { refreshed: ['p'] })).tasks).toEqual([]);
  });

  test('runs for certain what is downstream of a refreshed partition if its own code changed, even if that is masked', async () => {
    const story = await edited(chain({ a: 'same', b: 'same' }), ...minorWithCode('b'));
    expect(told(await planned(story, ['r'], { refresh: ['p'] }))).toEqual({ p: 'runs', q: 'runs', r: 'may stay' });
  });

  test('compares the refreshed inputs of a stale task, too', async () => {
    const world = chain({ a: 'same', b: 'same' });
    const [p, q, r] = world.configs;
    if (p === undefined || q === undefined || r === undefined) throw new Error('three configs');
    const two = { ...world, configs: [p, { ...q, inputs: [] }, { ...r, inputs: [...r.inputs, ...q.inputs] }] };
    const story = await edited(two, major('b'));
    const { tasks } = await planned(story, ['r'], { refresh: ['p'] });
    expect(tasks.at(-1)).toMatchObject({
      reason: { kind: 'input-changed', refs: ['p', 'q'] },
      runsIf: 'inputs-differ',
    });
  });

  test('leaves a partition that is valid by its presence, and what is downstream of it, as it is', async () => {
    const story = await edited(chain({}), { kind: 'validity', job: 'b', validity: 'presence' });
    expect(told(await planned(story, ['r'], { refresh: ['p'] }))).toEqual({ p: 'runs' });
    expect(told(await planned(story, ['r'], { refresh: ['p'], force: ['q'] }))).toEqual({
      p: 'runs',
      q: 'runs',
      r: 'runs',
    });
  });

  test('covers by its id what tasks run for, and is read as it was written', async () => {
    const plan = await planned(await edited(chain({ a: 'same' }), major('a')));
    const text = [...writePlan(plan)].map((chunk) => Buffer.from(chunk));
    expect(await readPlan(text)).toEqual({ ok: true, value: plan });
    const certain = plan.tasks.map(({ runsIf: _, ...task }) => task);
    expect(planId({ ...plan, tasks: certain })).not.toBe(plan.id);
  });
});
