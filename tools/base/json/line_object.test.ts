import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineBlocks } from './line_blocks.js';
import { LineObject } from './line_object.js';

const LAID_OUT = '{"a":1,\n"list":[\n{"b":[2]},\n"c"\n],\n"none":[\n],\n"last":{"d":"e"}}\n';

function read(text: string): LineObject | undefined {
  const object = new LineObject();
  const lines = text.split('\n');
  return lines.every((line) => object.take(line)) && object.ended ? object : undefined;
}

test('reads an object with one field or item per line', () => {
  expect(read(LAID_OUT)?.value).toEqual(JSON.parse(LAID_OUT));
  expect(read('{"list":[\n1\n]}\n')?.value).toEqual({ list: [1] });
});

test.each([
  ['compact JSON', JSON.stringify(JSON.parse(LAID_OUT))],
  ['indented JSON', JSON.stringify(JSON.parse(LAID_OUT), null, 2)],
  ['two fields on a line', '{"a":1,"b":2}'],
  ['a field twice', '{"a":1,\n"a":2}'],
  ['a field named __proto__', '{"__proto__":{"x":1}}'],
  ['items without a comma between them', '{"a":[\n1\n2\n]}'],
  ['a comma after the last item', '{"a":[\n1,\n]}'],
  ['a comma after the last field', '{"a":1,\n'],
  ['text after the end', '{"a":1}\n\nx'],
  ['an object that does not end', '{"a":[\n1'],
  ['an item that is not JSON', '{"a":[\n1,\n{]\n]}'],
  ['an array', '[\n1\n]'],
  ['an empty text', ''],
])('rejects %s', (_, text) => {
  expect(read(text)).toBeUndefined();
});

test('gives the value that JSON.parse gives whenever it accepts a text', () => {
  const nearly = fc.tuple(fc.nat(LAID_OUT.length), fc.nat(2), fc.constantFrom('', ',', '\n', '[', ']', '}', '"', '1'));
  fc.assert(
    fc.property(nearly, ([where, removed, put]) => {
      const text = LAID_OUT.slice(0, where) + put + LAID_OUT.slice(where + removed);
      const object = read(text);
      if (object !== undefined) expect(object.value).toEqual(JSON.parse(text));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  [['a'], 1, 6],
  [['list', 0, 'b', 0], 3, 7],
  [['list', 1], 4, 1],
  [['list'], 2, 8],
  [['last', 'd'], 8, 13],
])('finds where the value at %j begins', (path, line, column) => {
  expect(read(LAID_OUT)?.place(path)).toEqual({ line, column });
});

test('the blocks of lines together are the text, and no character is cut, for any size of chunk', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'é', '😀', '\n'), { size: 'large' }),
      fc.integer({ min: 1, max: 7 }),
      (characters, size) => {
        const bytes = Buffer.from(characters.join(''));
        const blocks = new LineBlocks();
        const chunk = Buffer.alloc(size);
        const texts: string[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          // The chunks share one buffer, as they do when a file is read.
          const length = bytes.copy(chunk, 0, at, at + size);
          const block = blocks.take(chunk.subarray(0, length));
          if (block === undefined) continue;
          expect(block.at(-1)).toBe(0x0a);
          texts.push(block.toString());
        }
        expect([...texts, blocks.end().toString()].join('')).toBe(characters.join(''));
      },
    ),
  );
});
