import { expect, test } from '@jest/globals';
import { resolveLabel, type LabelScope } from './labels.js';

const main: LabelScope = { label: '//data/reviews:graph', package: 'data/reviews' };
const elsewhere: LabelScope = { label: '@@shared+//data:graph', package: 'data' };
const top: LabelScope = { label: '//:graph', package: '' };

test.each([
  [':j', main, '//data/reviews:j'],
  ['j', main, '//data/reviews:j'],
  ['sub/j', main, '//data/reviews:sub/j'],
  ['//pkg:j', main, '//pkg:j'],
  ['//pkg', main, '//pkg:pkg'],
  ['//a/pkg', main, '//a/pkg:pkg'],
  ['//:j', main, '//:j'],
  ['@//pkg:j', main, '//pkg:j'],
  ['@@//pkg:j', main, '//pkg:j'],
  ['@@shared+//pkg:j', main, '@@shared+//pkg:j'],
  [':j', elsewhere, '@@shared+//data:j'],
  ['//pkg:j', elsewhere, '@@shared+//pkg:j'],
  ['@@//pkg:j', elsewhere, '//pkg:j'],
  [':j', top, '//:j'],
])('%s in %o is %s', (text, scope, label) => {
  expect(resolveLabel(text, scope)).toEqual({ ok: true, value: label });
});

test.each([[''], [':'], ['//'], ['a:b:c'], ['@x'], ['@@x'], ['//a//b:c:d']])('%j is no label', (label) => {
  expect(resolveLabel(label, main)).toEqual({ ok: false, error: { reason: 'label-malformed', label } });
});

test('an apparent repository name is refused, as its meaning depends on the module', () => {
  expect(resolveLabel('@other//pkg:j', main)).toEqual({
    ok: false,
    error: { reason: 'label-apparent-repository', label: '@other//pkg:j', repository: 'other' },
  });
});
