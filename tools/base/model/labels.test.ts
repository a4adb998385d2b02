import { expect, test } from '@jest/globals';
import { canonicalLabel, labelInKeys, resolveLabel, type LabelScope } from './labels.js';

const main: LabelScope = { label: '//data/reviews:graph', package: 'data/reviews' };
const elsewhere: LabelScope = { label: '@shared//data:graph', package: 'data' };
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
  ['@shared//pkg:j', main, '@shared//pkg:j'],
  ['@@shared+//pkg:j', main, '@shared//pkg:j'],
  ['@@shared~1.2//pkg:j', main, '@shared//pkg:j'],
  ['@@_main~ext~repo//pkg:j', main, '@@+ext+repo//pkg:j'],
  ['@renamed//pkg:j', { ...main, repositories: { renamed: '@shared' } }, '@shared//pkg:j'],
  ['@app//pkg:j', { ...main, repositories: { app: '' } }, '//pkg:j'],
  [':j', elsewhere, '@shared//data:j'],
  ['//pkg:j', elsewhere, '@shared//pkg:j'],
  ['@@//pkg:j', elsewhere, '//pkg:j'],
  [':j', top, '//:j'],
])('resolves %s in %o to %s', (text, scope, label) => {
  expect(resolveLabel(text, scope)).toEqual({ ok: true, value: label });
});

test.each([[''], [':'], ['//'], ['a:b:c'], ['@x'], ['@@x'], ['//a//b:c:d']])('rejects %j as malformed', (label) => {
  expect(resolveLabel(label, main)).toEqual({ ok: false, error: { reason: 'label-malformed', label } });
});

test.each([
  ['//pkg:j', '//pkg:j', '//pkg:j'],
  ['@other//pkg:j', '@other//pkg:j', '@@other~//pkg:j'],
  ['@@other~//pkg:j', '@other//pkg:j', '@@other~//pkg:j'],
  ['@@other+//pkg:j', '@other//pkg:j', '@@other~//pkg:j'],
  ['@@other~1.2//pkg:j', '@other//pkg:j', '@@other~//pkg:j'],
  ['@@other~override//pkg:j', '@other//pkg:j', '@@other~//pkg:j'],
  ['@@//pkg:j', '//pkg:j', '//pkg:j'],
  ['@@other~~ext~repo//:j', '@@other++ext+repo//:j', '@@other~~ext~repo//:j'],
  ['@@other~1.2~ext~repo//:j', '@@other++ext+repo//:j', '@@other~~ext~repo//:j'],
  ['@@other++ext+repo//:j', '@@other++ext+repo//:j', '@@other~~ext~repo//:j'],
  ['@@+ext+repo//:j', '@@+ext+repo//:j', '@@_main~ext~repo//:j'],
  ['@@_main~ext~repo//:j', '@@+ext+repo//:j', '@@_main~ext~repo//:j'],
])('the canonical label of %s is %s, and keys use %s', (label, known, inKeys) => {
  expect(canonicalLabel(label)).toBe(known);
  expect(canonicalLabel(known)).toBe(known);
  expect(labelInKeys(label)).toBe(inKeys);
});
