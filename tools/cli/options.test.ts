import { expect, test } from '@jest/globals';
import type { Option } from './option_kinds.js';
import { OPTIONS, readOptions } from './options.js';

/** The values of options, by name. */
function valuesIn(values: Readonly<Record<string, readonly string[]>>) {
  return ({ name }: Option): readonly string[] => values[name] ?? [];
}

test('a variable stands for an option that is not given', () => {
  const inherited = valuesIn({ engine: ['slurm'] });
  expect(readOptions(valuesIn({}), inherited)).toMatchObject({ ok: true, value: { engine: 'slurm' } });
  expect(readOptions(valuesIn({ engine: ['local'] }), inherited)).toMatchObject({
    ok: true,
    value: { engine: 'local' },
  });
});

test('an option that may be repeated adds to its variable, and overrides its values', () => {
  const options = readOptions(
    valuesIn({ engine: ['slurm'], 'engine-option': ['partition=long'] }),
    valuesIn({ 'engine-option': ['partition=short', 'qos=low'] }),
  );
  const expected = new Map([
    ['partition', 'long'],
    ['qos', 'low'],
  ]);
  expect(options).toMatchObject({ ok: true, value: { engineOptions: expected } });
});

test('an invalid value names the variable that has it', () => {
  expect(readOptions(valuesIn({}), valuesIn({ engine: ['slrum'] }))).toEqual({
    ok: false,
    error: '--engine is "slrum"; it must be one of local, slurm, kubernetes (it is set by $DATABUILD_ENGINE)',
  });
  expect(readOptions(valuesIn({ 'engine-option': ['x'] }), valuesIn({ 'engine-option': ['a=b'] }))).toMatchObject({
    ok: false,
    error: expect.stringMatching(/such as partition=short$/),
  });
});

test('the variable of engine options has several, with spaces between them', () => {
  expect(OPTIONS.engineOptions.valuesOfVariable?.(' partition=a,b\n qos=low ')).toEqual(['partition=a,b', 'qos=low']);
});
