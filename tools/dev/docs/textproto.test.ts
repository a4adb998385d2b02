import { expect, test } from '@jest/globals';
import { readTextproto } from './textproto.js';

test('the reader accepts fields, messages, repeated fields, escapes and octal bytes', () => {
  const text =
    'rule {\n  name: "a"\n  doc: "two\\nlines, \\"q\\", \\342\\200\\246"\n  type: LABEL\n}\nrule {\n}\nfile: "//a:b"\n';
  expect(readTextproto(text)).toEqual(
    new Map<string, unknown>([
      [
        'rule',
        [
          new Map([
            ['name', ['a']],
            ['doc', ['two\nlines, "q", …']],
            ['type', ['LABEL']],
          ]),
          new Map(),
        ],
      ],
      ['file', ['//a:b']],
    ]),
  );
});

test.each(['rule {', 'rule }', 'name "x"', '"x"', 'name: }'])('the reader rejects %j', (text) => {
  expect(() => readTextproto(text)).toThrow();
});
