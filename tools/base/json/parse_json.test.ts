import { expect, test } from '@jest/globals';
import { describeJsonProblem } from './describe.js';
import { MAX_DEPTH, parseJson, parseJsonText } from './parse_json.js';

test('returns the value of a JSON text', () => {
  expect(parseJson(Buffer.from(' {"a":[1]}\n'))).toEqual({ ok: true, value: { a: [1] } });
});

test.each([[''], [' \r\n\t ']])('reports %j as empty', (text) => {
  expect(parseJsonText(text)).toEqual({ ok: false, error: { kind: 'empty' } });
});

test('reports log lines before the JSON, and where the JSON begins', () => {
  expect(parseJsonText('\n[INFO] reading the catalog\nready \u001b[0m\n[\n  {"a": 1}\n]\n')).toEqual({
    ok: false,
    error: { kind: 'text-before', line: 2, excerpt: '[INFO] reading the catalog', jsonLine: 4 },
  });
});

test.each([
  ['[\n1]\ndone in 3 s\nbye', { line: 3, column: 1 }, 'done in 3 s'],
  ['{"a":1}\n{"a":2}\n', { line: 2, column: 1 }, '{"a":2}'],
  ['[] []', { line: 1, column: 4 }, '[]'],
])('reports the text after the JSON in %j', (text, place, excerpt) => {
  expect(parseJsonText(text)).toEqual({ ok: false, error: { kind: 'text-after', place, excerpt } });
});

test('does not mistake a log line that begins with a number for the JSON', () => {
  expect(parseJsonText('2024-03-01 starting\n[1]')).toMatchObject({
    error: { kind: 'text-before', line: 1, jsonLine: 2 },
  });
});

test('reports the line, the column and the text there, with control characters escaped', () => {
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

test('gives a short message for a megabyte of garbage', () => {
  const parsed = parseJsonText('garbage '.repeat(131_072));
  expect(parsed).toMatchObject({ ok: false, error: { kind: 'malformed', place: { line: 1, column: 1 } } });
  expect(JSON.stringify(parsed).length).toBeLessThan(300);
});

test('does not parse to the end from every line that looks like the beginning of JSON', () => {
  const text = '[ not json\n'.repeat(200_000);
  expect(parseJsonText(text)).toMatchObject({ ok: false, error: { kind: 'malformed', place: { line: 1 } } });
});

test('rejects bytes that are not UTF-8', () => {
  expect(parseJson(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))).toEqual({
    ok: false,
    error: { kind: 'not-utf8', excerpt: '["\ufffd"]' },
  });
});

/** The message for a text; undefined if it is accepted. */
function said(text: string): string | undefined {
  const parsed = parseJsonText(text);
  return parsed.ok ? undefined : describeJsonProblem(parsed.error);
}

test('accepts 100 levels of nesting, and reports where there are more', () => {
  const nested = (depth: number): string => `${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`;
  expect(said(nested(MAX_DEPTH))).toBeUndefined();
  expect(said(`[\n${nested(MAX_DEPTH)}]`)).toMatch(
    /^cannot be kept as it is: at \[0\]\.a\[0\]\.a.*…, line 2, column 300, arrays and objects are nested more than 100 deep; write/,
  );
});

test.each([['['], ['{"a":'], ['[1e400,']])(
  'rejects %s repeated a million times without exhausting the stack',
  (opening) => {
    expect(said(opening.repeat(1_000_000))).toContain('nested more than 100 deep');
  },
);

test.each([
  ['{"stats": {"rows": 9007199254740993}}', 'stats.rows, line 1, column 20, the number 9007199254740993 would change'],
  ['[{"a b": [0, 1e400]}]', '[0]["a b"][1], line 1, column 14, the number 1e400 would change'],
  ['{"a": ["x", "\\ud800"]}', 'a[1], line 1, column 14, the string has \\ud800, one half of a surrogate pair'],
  ['{"//a:b": ["x"],\n "//a:b": ["y"]}', '["//a:b"], line 2, column 2, the name "//a:b" is in its object twice'],
])('rejects %s and names the place', (text, expected) => {
  expect(said(text)).toContain(`cannot be kept as it is: at ${expected}`);
});

test('reports that a text is not JSON before any other problem', () => {
  expect(said('{"a": 1e400')).toMatch(/^ends too early/);
  expect(said(`${'['.repeat(50)} not json ${'['.repeat(1_000)}`)).toMatch(/^is not JSON, at line 1, column 52/);
  expect(said(`ready\n${'['.repeat(1_000_000)}`)).toMatch(/^is not JSON, at line 1, column 1/);
});
