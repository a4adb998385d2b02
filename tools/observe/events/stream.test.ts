import { expect, test } from '@jest/globals';
import type { ExecEvent } from '../../exec/index.js';
import { eventStream } from './stream.js';
import { CONTEXT, EACH_KIND, finished, lines, started, stopping, taskEvent } from './testing/index.js';

const build: ExecEvent[] = [
  started(2),
  taskEvent('a', EACH_KIND.announced),
  taskEvent('a', EACH_KIND.started),
  taskEvent('a', EACH_KIND.failed),
  stopping,
  taskEvent('b', EACH_KIND.skipped),
  finished({ outcome: 'failed' }),
];

test('every sink gets every line, and lines that people act on are urgent', async () => {
  const written: string[][] = [[], []];
  const pressing: boolean[] = [];
  {
    await using stream = eventStream({
      ...CONTEXT,
      sinks: ({ buildId }) =>
        written.map((to, at) => ({
          write: (line, urgent) => {
            to.push(`${buildId} ${line}`);
            if (at === 0) pressing.push(urgent);
          },
          close: () => Promise.resolve(),
        })),
    });
    for (const event of build) stream.emit(event);
  }
  const expected = lines(build).map((line) => `${started(2).buildId} ${line}\n`);
  expect(written).toEqual([expected, expected]);
  expect(pressing).toEqual([true, false, false, true, true, false, true]);
});

test('a sink that hangs delays the end only until its time limit', async () => {
  const stream = eventStream({
    ...CONTEXT,
    closeMs: 1,
    sinks: () => [
      {
        write: () => undefined,
        close: (giveUp) =>
          new Promise((resolve) => {
            giveUp.addEventListener('abort', () => {
              resolve();
            });
          }),
      },
    ],
  });
  stream.emit(started(0));
  await stream[Symbol.asyncDispose]();
});

test('a build that never started opens no sinks', async () => {
  const stream = eventStream({
    ...CONTEXT,
    sinks: () => {
      throw new Error('no build, no sinks');
    },
  });
  await stream[Symbol.asyncDispose]();
});
