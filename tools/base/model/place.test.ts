import { expect, test } from '@jest/globals';
import { readPlace } from './place.js';

test.each(['http://marquez:5000/', 'https://x.org/?key=1'])('%s is an address', (text) => {
  expect(readPlace(text)).toEqual({ ok: true, value: { kind: 'http', url: new URL(text) } });
});

test('a scheme may have capital letters', () => {
  expect(readPlace('HTTPS://x.org/own/path')).toMatchObject({ ok: true, value: { kind: 'http' } });
});

test.each(['out/events.jsonl', 'http', '/a:b', 'http:/x'])('%s is a file', (text) => {
  expect(readPlace(text)).toEqual({ ok: true, value: { kind: 'file', path: text } });
});

test.each([
  ['', 'place-empty'],
  ['ftp://x', 'place-not-http'],
  ['http://', 'place-invalid'],
])('%j is refused', (text, problem) => {
  expect(readPlace(text)).toEqual({ ok: false, error: problem });
});
