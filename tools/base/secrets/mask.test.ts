import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MASK, maskJson, maskSecrets } from './mask.js';

test('returns no mask if there is nothing to mask', () => {
  expect(maskSecrets([])).toBeUndefined();
  expect(maskSecrets([''])).toBeUndefined();
});

test('masks every secret of at least four characters in any text', () => {
  const secret = fc
    .string({ minLength: 4, unit: 'grapheme' })
    .filter((text) => !text.includes('*') && text.length >= 4);
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1 }), fc.array(fc.string()), (secrets, texts) => {
      const masked = maskSecrets(secrets)?.mask(
        texts.map((text, at) => text + (secrets[at % secrets.length] ?? '')).join('*'),
      );
      for (const each of secrets) expect(masked).not.toContain(each);
    }),
  );
});

test('masks a short secret only if it is the whole text', () => {
  const mask = maskSecrets(['1', 'abc'])?.mask;
  expect(['1', '11', 'abc', 'abcd'].map((text) => mask?.(text))).toEqual([MASK, '11', MASK, 'abcd']);
});

test('masks the whole of a secret that contains another secret', () => {
  expect(maskSecrets(['token', 'token-and-more'])?.mask('a token-and-more, a token')).toBe(`a ${MASK}, a ${MASK}`);
});

test('masks a secret of several lines line by line, and in its JSON form', () => {
  const key = '-----BEGIN KEY-----\nabcdefgh\n"quoted"';
  const mask = maskSecrets([key])?.mask;
  expect(mask?.('read abcdefgh')).toBe(`read ${MASK}`);
  expect(mask?.(JSON.stringify({ key }))).toBe(`{"key":"${MASK}"}`);
});

test('masks texts and field names at every depth of JSON, but not numbers', () => {
  const mask = (text: string): string => text.replaceAll('secret', MASK);
  expect(maskJson({ a: ['secret', { secret: null }], b: 1, c: true }, mask)).toEqual({
    a: [MASK, { [MASK]: null }],
    b: 1,
    c: true,
  });
});

test('masks the rest of a secret at the start of a truncated log', () => {
  const secrets = maskSecrets(['hunter2-token', 'abc']);
  const cut = 'er2-token and hunter2-token\n';
  expect(secrets?.maskTail(cut, cut.length)).toBe(`${MASK} and ${MASK}\n`);
  expect(secrets?.maskTail(cut, cut.length + 1)).toBe(`er2-token and ${MASK}\n`);
  expect(secrets?.maskTail('ken is short enough to be chance', 8)).toBe('ken is short enough to be chance');
});
