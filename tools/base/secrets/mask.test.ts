import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MASK, maskJson, maskSecrets } from './mask.js';

test('there is no mask if there is nothing to mask', () => {
  expect(maskSecrets([])).toBeUndefined();
  expect(maskSecrets([''])).toBeUndefined();
});

test('no secret of four characters or more is left in a text, whatever else is', () => {
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

test('nothing is left of a secret that another one is a part of', () => {
  expect(maskSecrets(['token', 'token-and-more'])?.mask('a token-and-more, a token')).toBe(`a ${MASK}, a ${MASK}`);
});

test('a secret of several lines is found line by line, and as JSON has it', () => {
  const key = '-----BEGIN KEY-----\nabcdefgh\n"quoted"';
  const mask = maskSecrets([key])?.mask;
  expect(mask?.('read abcdefgh')).toBe(`read ${MASK}`);
  expect(mask?.(JSON.stringify({ key }))).toBe(`{"key":"${MASK}"}`);
});

test('JSON is masked at every depth, names of fields included; numbers stay', () => {
  const mask = (text: string): string => text.replaceAll('secret', MASK);
  expect(maskJson({ a: ['secret', { secret: null }], b: 1, c: true }, mask)).toEqual({
    a: [MASK, { [MASK]: null }],
    b: 1,
    c: true,
  });
});

test('the end of a log that begins within a secret shows nothing of it', () => {
  const secrets = maskSecrets(['hunter2-token', 'abc']);
  const cut = 'er2-token and hunter2-token\n';
  expect(secrets?.maskTail(cut, cut.length)).toBe(`${MASK} and ${MASK}\n`);
  expect(secrets?.maskTail(cut, cut.length + 1)).toBe(`er2-token and ${MASK}\n`);
  expect(secrets?.maskTail('ken is short enough to be chance', 8)).toBe('ken is short enough to be chance');
});
