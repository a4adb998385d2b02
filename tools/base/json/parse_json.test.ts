import { expect, test } from '@jest/globals';
import { describeJsonProblem } from './describe.js';
import { MAX_DEPTH, parseJson, parseJsonText } from './parse_json.js';

test('returns the value', () => {
  expect(parseJson(Buffer.from(' {"a":[1]}\n'))).toEqual({ ok: true, value: { a: [1] } });
});

test.each([[''], [' \r\n\t ']])('%j is nothing', (text) => {
  expect(parseJsonText(text)).toEqual({ ok: false, error: { kind: 'empty' } });
});

test('says that log lines were printed before the JSON, and where the JSON begins', () => {
  expect(parseJsonText('\n[INFO] reading the catalog\nready \u001b[0m\n[\n  {"a": 1}\n]\n')).toEqual({
    ok: false,
    error: { kind: 'text-before', line: 2, excerpt: '[INFO] reading the catalog', jsonLine: 4 },
  });
});

test.each([
  ['[\n1]\ndone in 3 s\nbye', { line: 3, column: 1 }, 'done in 3 s'],
  ['{"a":1}\n{"a":2}\n', { line: 2, column: 1 }, '{"a":2}'],
  ['[] []', { line: 1, column: 4 }, '[]'],
])('%j goes on after its JSON', (text, place, excerpt) => {
  expect(parseJsonText(text)).toEqual({ ok: false, error: { kind: 'text-after', place, excerpt } });
});

test('a log line that begins with a number is not taken for the JSON', () => {
  expect(parseJsonText('2024-03-01 starting\n[1]')).toMatchObject({
    error: { kind: 'text-before', line: 1, jsonLine: 2 },
  });
});

test('gives line, column and the text there, with control characters made visible', () => {
  expect(parseJsonText('[\n  {"a": 1},\n  {"b": \u001bx}\n]')).toEqual({
    ok: false,
    error: {
      kind: 'malformed',
      place: { line: 3, column: 9 },
      expected: 'a value',
      excerpt: '…  {"a": 1},\\n  {"b": \\u001bx}\\n]',
      truncated: false,
    },
  });
});

test('reports that the text is truncated', () => {
  expect(parseJsonText('[\n  {"a": 1},\n')).toEqual({
    ok: false,
    error: {
      kind: 'malformed',
      place: { line: 3, column: 1 },
      expected: 'a value',
      excerpt: '',
      truncated: true,
    },
  });
});

test('a megabyte of garbage makes a short message', () => {
  const parsed = parseJsonText('garbage '.repeat(131_072));
  expect(parsed).toMatchObject({ ok: false, error: { kind: 'malformed', place: { line: 1, column: 1 } } });
  expect(JSON.stringify(parsed).length).toBeLessThan(300);
});

test('many lines that look like the beginning of JSON are not each parsed to the end', () => {
  const text = '[ not json\n'.repeat(200_000);
  expect(parseJsonText(text)).toMatchObject({ ok: false, error: { kind: 'malformed', place: { line: 1 } } });
});

test('bytes that are not UTF-8 are not guessed at', () => {
  expect(parseJson(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))).toEqual({
    ok: false,
    error: { kind: 'not-utf8', excerpt: '["\ufffd"]' },
  });
});

/** The problem of a text. */
function said(text: string): string | undefined {
  const parsed = parseJsonText(text);
  return parsed.ok ? undefined : describeJsonProblem(parsed.error);
}

test('takes 100 arrays and objects inside of each other, and says where there are more', () => {
  const nested = (depth: number): string => `${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`;
  expect(said(nested(MAX_DEPTH))).toBeUndefined();
  expect(said(`[\n${nested(MAX_DEPTH)}]`)).toMatch(
    /^cannot be kept as it is: at \[0\]\.a\[0\]\.a.*…, line 2, column 300, arrays and objects are nested more than 100 deep; write/,
  );
});

test.each([['['], ['{"a":'], ['[1e400,']])('%s a million times does not exhaust the stack', (opening) => {
  expect(said(opening.repeat(1_000_000))).toContain('nested more than 100 deep');
});

test.each([
  ['{"stats": {"rows": 9007199254740993}}', 'stats.rows, line 1, column 20, the number 9007199254740993 would change'],
  ['[{"a b": [0, 1e400]}]', '[0]["a b"][1], line 1, column 14, the number 1e400 would change'],
  ['{"a": ["x", "\\ud800"]}', 'a[1], line 1, column 14, the string has \\ud800, one half of a surrogate pair'],
  ['{"//a:b": ["x"],\n "//a:b": ["y"]}', '["//a:b"], line 2, column 2, the name "//a:b" is in its object twice'],
])('%s is refused by its place', (text, expected) => {
  expect(said(text)).toContain(`cannot be kept as it is: at ${expected}`);
});

test('reports text that is not JSON as such, whatever else it contains', () => {
  expect(said('{"a": 1e400')).toMatch(/^ends too early/);
  expect(said(`${'['.repeat(50)} not json ${'['.repeat(1_000)}`)).toMatch(/^is not JSON, at line 1, column 52/);
  expect(said(`ready\n${'['.repeat(1_000_000)}`)).toMatch(/^is not JSON, at line 1, column 1/);
});
