import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { passOnSignals } from '../../dev/testing/index.js';
import { CALLS } from './index.js';
import { ApiRig } from './testing/index.js';

/** Ids that the examples are about: those of what the first examples make. */
const ids: Record<string, string> = { graph: '//t:g', build: 'none', deployment: '00' };

let rig: ApiRig;

beforeAll(async () => {
  passOnSignals('SIGCHLD');
  rig = await ApiRig.open();
  await rig.record(['report/month=2001-02', 'delays/month=2001-02']);
  await rig.catalog.setPool('warehouse', 2);
  const request = { graph: '//t:g', refs: ['report/month=2001-02'] };
  const { json } = await rig.call('POST', '/requests', { body: request });
  ids['request'] = (json as { id: string }).id;
});

afterAll(() => rig[Symbol.asyncDispose]());

const examples = CALLS.filter(({ answer, takes }) => !('stream' in answer) && takes === undefined);

test.each(examples.map((call) => [`${call.method.toUpperCase()} ${call.path}`, call] as const))(
  'the example of %s works',
  async (_, { method, path, example, answer, problems = [] }) => {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
      encodeURIComponent(example.params?.[name] ?? ids[name] ?? ''),
    );
    const query = new URLSearchParams(example.query).toString();
    const answered = await rig.call(method.toUpperCase(), `${filled}${query === '' ? '' : `?${query}`}`, {
      ...(example.body !== undefined && { body: example.body }),
      ...(example.headers !== undefined && { headers: example.headers }),
    });
    const shown = { status: answered.status, text: answered.text };
    // What the test has not made, or is not in a state that allows it, is refused as the reference says.
    if (answered.status >= 400) {
      expect({ ...shown, isDocumented: problems.includes(answered.status) }).toEqual({ ...shown, isDocumented: true });
      return;
    }
    expect(shown).toMatchObject({ status: answer.status });
    if (!('schema' in answer)) return;
    const parsed = answer.schema.safeParse(answered.json);
    expect({ ...shown, issues: parsed.error?.issues }).toEqual({ ...shown, issues: undefined });
  },
);
