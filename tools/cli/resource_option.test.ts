import { expect, test } from '@jest/globals';
import { readResources } from './resource_option.js';

test('names and amounts are read, and the last amount for a name counts', () => {
  expect(readResources(['cpu=4', 'gpu tokens=0', 'a=b=2', 'cpu=8'])).toEqual({
    ok: true,
    value: new Map([
      ['cpu', 8],
      ['gpu tokens', 0],
      ['a=b', 2],
    ]),
  });
});

test.each(['cpu', '=4', 'cpu=', 'cpu=-1', 'cpu=1.5', 'cpu=4x', 'cpu=2147483648', ''])(
  'the value %j is refused',
  (text) => {
    expect(readResources(['fine=1', text])).toEqual({
      ok: false,
      error: `--resource is ${JSON.stringify(text)}; it must be a name and a whole number, such as memory_mb=4096`,
    });
  },
);
