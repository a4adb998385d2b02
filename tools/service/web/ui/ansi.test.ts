import { expect, test } from '@jest/globals';
import { AnsiReader } from './ansi.js';

const read = (...lines: readonly string[]) => {
  const reader = new AnsiReader();
  return lines.map((line) => reader.read(line).map(({ text, classes }) => [text, ...classes].join('|')));
};

test('colours become classes, and go on in the next line until they are reset', () => {
  expect(read('a\u001b[1;31mb', 'c\u001b[0md')).toEqual([
    ['a', 'b|ansi-bold|ansi-red'],
    ['c|ansi-bold|ansi-red', 'd'],
  ]);
  expect(read('\u001b[97;44mx\u001b[39my\u001b[49mz')).toEqual([
    ['x|ansi-bright-white|ansi-on-blue', 'y|ansi-on-blue', 'z'],
  ]);
});

test('colours that are not of the sixteen become the nearest one', () => {
  expect(read('\u001b[38;5;196ma\u001b[38;5;9mb\u001b[38;2;0;0;130mc\u001b[48:5:2md')).toEqual([
    ['a|ansi-bright-red', 'b|ansi-bright-red', 'c|ansi-blue', 'd|ansi-blue|ansi-on-green'],
  ]);
});

test('whatever else a terminal is told is left out', () => {
  expect(read('a\u001b[2Jb\u001b]0;title\u0007c\u001b]8;;http://x\u001b\\d\u001b(Be\u001b')).toEqual([
    ['a', 'b', 'c', 'd', 'e'],
  ]);
});

test('of a line that was written again and again stays the last one', () => {
  expect(read('10%\r\u001b[32m50%\r100%\r')).toEqual([['100%|ansi-green']]);
});

test('text that is no escape sequence stays as it is', () => {
  expect(read('<img src=x> [31m &amp;')).toEqual([['<img src=x> [31m &amp;']]);
});

test('a line of many sequences has an end', () => {
  const [pieces = []] = read('\u001b[31mx'.repeat(100_000));
  expect(pieces.length).toBeLessThan(1100);
});
