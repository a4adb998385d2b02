import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../base/json/index.js';
import { isConfigureOutput } from '../../base/model/index.js';
import { Configs } from './configs.js';
import { readConfigs } from './read_configs.js';

const RUN = '_main/run';

const read = (text: string | Buffer, configs = new Configs()) =>
  readConfigs(Buffer.from(text), configs, RUN)?.map((config) => configs.config(config));

/** What an answer is by its schema, as JSON, which shows the order of fields; nothing if it does not fit. */
const byTheSchema = (bytes: Buffer): string | undefined => {
  const parsed = parseJson(bytes);
  if (!parsed.ok || !isConfigureOutput(parsed.value)) return undefined;
  return JSON.stringify(
    parsed.value.map(({ outputs, inputs = [], args = [], env = {}, executable = RUN }) => {
      return { outputs: [...new Set(outputs)], inputs, args, env, executable };
    }),
  );
};

const config = {
  outputs: ['x/day=1', 'y/day=1'],
  inputs: [
    { depType: 'materialize', ref: 'a/day=1' },
    { depType: 'query', ref: 'b' },
  ],
  args: ['--out', " [{'", ''],
  env: { TZ: 'UTC', B: '' },
  executable: '/bin/x',
};

test.each<[how: string, text: string]>([
  ['without white space', JSON.stringify([config, { outputs: ['z'] }])],
  ['with a space behind each comma and colon', JSON.stringify([config], null, 1).replaceAll(/\n */g, ' ')],
  ['on many lines', `\r\n${JSON.stringify([config], null, '\t')}\n`],
  ['with refs and arguments that are not ASCII', JSON.stringify([{ outputs: ['größe/日=1'], args: ['é', '😀'] }])],
  ['with empty lists', '[{"outputs":["x"],"inputs":[],"args":[],"env":{}}]'],
  ['without configs', '[ ]'],
])('reads what programs usually print: an answer %s', (_, text) => {
  expect(JSON.stringify(read(text))).toBe(byTheSchema(Buffer.from(text)));
});

test.each<[what: string, text: string]>([
  ['an escape', String.raw`[{"outputs":["x"],"args":["\n"]}]`],
  ['a name twice', '[{"outputs":["x"],"outputs":["y"]}]'],
  ['a variable twice', '[{"outputs":["x"],"env":{"A":"1","A":"2"}}]'],
  ['a variable __proto__', '[{"outputs":["x"],"env":{"__proto__":"1"}}]'],
  ['an input whose ref comes first', '[{"outputs":["x"],"inputs":[{"ref":"y","depType":"query"}]}]'],
  ['no outputs', '[{"args":[]}]'],
  ['an empty list of outputs', '[{"outputs":[]}]'],
  ['text that is not a ref', '[{"outputs":[" x"]}]'],
  ['an unknown field', '[{"outputs":["x"],"more":1}]'],
  ['an empty executable', '[{"outputs":["x"],"executable":""}]'],
  ['a comma too many', '[{"outputs":["x"],},]'],
  ['text behind it', '[{"outputs":["x"]}] done'],
  ['an end too early', '[{"outputs":["x"'],
  ['a control character', '[{"outputs":["x"],"args":["\t"]}]'],
])('leaves an answer with %s to those who read or explain everything', (_, text) => {
  expect(read(text)).toBeUndefined();
});

test('leaves an answer that is not UTF-8 to those who explain it', () => {
  expect(read(Buffer.from('[{"outputs":["x"],"args":["\xff"]}]', 'latin1'))).toBeUndefined();
});

const text = fc.oneof(
  fc.constantFrom('x', 'a/b=1', 'x y', 'é', '日', '\x7f', ' ', ''),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
);
const written = fc.record(
  {
    outputs: fc.array(text, { maxLength: 3 }),
    inputs: fc.array(fc.record({ depType: fc.constantFrom('materialize', 'query'), ref: text }), { maxLength: 3 }),
    args: fc.array(text, { maxLength: 2 }),
    env: fc.dictionary(fc.constantFrom('A', 'TZ', 'x_1', '1'), text, { maxKeys: 2 }),
    executable: text,
  },
  { requiredKeys: ['outputs'] },
);
const answer = fc
  .tuple(fc.array(written, { maxLength: 3 }), fc.constantFrom('', ' ', '\n'))
  .map(([configs, space]) => JSON.stringify(configs, null, space));

/** Something wrong, anywhere. */
const damage = fc.option(
  fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom('"', '\\', ',', ':', '[', ']', '{', '}', 'x', '1', ' ')),
);

test('reads nothing else than what the schema accepts', () => {
  const configs = new Configs();
  let usual = 0;
  fc.assert(
    fc.property(answer, damage, (whole, harm) => {
      const [place, removed, added] = harm ?? [0, 0, ''];
      const at = place % (whole.length + 1);
      const bytes = Buffer.from(whole.slice(0, at) + added + whole.slice(at + removed));
      const { size } = configs;
      const found = read(bytes, configs);
      expect(configs.size).toBe(size + (found?.length ?? 0));
      if (found === undefined) return;
      usual++;
      expect(JSON.stringify(found)).toBe(byTheSchema(bytes));
    }),
    { numRuns: 3000 },
  );
  expect(usual).toBeGreaterThan(100);
});

test('finds each of many refs again', () => {
  const configs = new Configs();
  const count = 5000;
  const refs = Array.from({ length: count }, (_, number) => `item=${String(number)}`);
  const both = [refs, refs.toReversed()].map((outputs) => read(JSON.stringify([{ outputs }]), configs)?.[0]?.outputs);
  expect(both).toEqual([refs, refs.toReversed()]);
});
