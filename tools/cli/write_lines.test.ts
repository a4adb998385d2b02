import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeJson, writeLines } from './write_lines.js';

function output() {
  const written: string[] = [];
  const out = {
    tty: false,
    closed: false,
    failure: undefined,
    write: (text: string | Uint8Array) => Promise.resolve(void written.push(text.toString())),
    end: () => Promise.resolve(),
  };
  const { signal } = new AbortController();
  return {
    written,
    invocation: {
      out,
      cancellation: { signal, stop: signal, kill: signal, received: undefined, leave: signal },
    },
  };
}

test('any value is written on one line, as JSON.stringify would', async () => {
  const values = fc.object({ maxDepth: 6, values: [fc.jsonValue(), fc.constant(undefined)] });
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      const { written, invocation } = output();
      await writeJson(invocation, value);
      expect(written.join('')).toBe(`${JSON.stringify(value)}\n`);
    }),
  );
});

test('a large value is written in pieces of limited size', async () => {
  const { written, invocation } = output();
  const value = { tasks: { added: Array.from({ length: 20_000 }, (_, id) => ({ id, ref: `r/${String(id)}` })) } };
  await writeJson(invocation, value);
  expect(Math.max(...written.map(({ length }) => length))).toBeLessThan(70_000);
  expect(JSON.parse(written.join(''))).toEqual(value);
});

test('the meter counts the lines piece by piece', async () => {
  const { invocation } = output();
  const told: number[] = [];
  const lines = Array.from({ length: 50_000 }, (_, number) => `line ${String(number)}`);
  const meter = { add: (rows: number) => void told.push(rows), end: () => undefined };
  expect(await writeLines(invocation, lines, meter)).toBe(50_000);
  expect(told.length).toBeLessThan(20);
  expect(told.reduce((sum, rows) => sum + rows, 0)).toBeGreaterThan(40_000);
});
