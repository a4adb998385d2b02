import { expect, test } from '@jest/globals';
import { EventLog } from './event_log.js';

const pool = (name: string) => ({ type: 'pool' as const, at: 1, pool: name });

const open = (kept?: number) => new EventLog({ instance: 'i', now: () => 5, ...(kept !== undefined && { kept }) });

/** Reads until so many events have come. */
async function read(stream: AsyncGenerator<Buffer>, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { value, done } = (await stream.next()) as IteratorResult<Buffer, undefined>;
    if (done === true) break;
    for (const [, id = '', type = ''] of String(value).matchAll(/^id: (.*)\nevent: (.*)$/gm)) ids.push(`${id} ${type}`);
  }
  return ids;
}

const never = new AbortController().signal;

test('clients get events as they happen, and each only the types that it wants', async () => {
  const log = open();
  const all = log.follow(undefined, undefined, never);
  const some = log.follow(undefined, new Set(['trouble']), never);
  await Promise.all([all.next(), some.next()]);
  const [first, second] = [read(all, 2), read(some, 1)];
  log.append(pool('a'));
  log.append({ type: 'trouble', at: 2, part: 'p', detail: 'd' });
  expect(await Promise.all([first, second])).toEqual([['i.1 pool', 'i.2 trouble'], ['i.2 trouble']]);
});

test('a client that comes back goes on after the last event that it got', async () => {
  const log = open();
  for (const name of ['a', 'b', 'c']) log.append(pool(name));
  expect(await read(log.follow('i.1', undefined, never), 2)).toEqual(['i.2 pool', 'i.3 pool']);
});

test('a client that was away for too long, or comes to another start of the service, is told to ask again', async () => {
  const log = open(10);
  for (let n = 0; n < 30; n++) log.append(pool(String(n)));
  for (const [id, reason] of [
    ['i.2', 'behind'],
    ['i.99', 'behind'],
    ['i.x', 'behind'],
    ['other.3', 'restarted'],
    ['', 'restarted'],
  ] as const) {
    const stream = log.follow(id, undefined, never);
    await stream.next();
    const { value } = (await stream.next()) as { value: Buffer };
    expect(value.toString()).toBe(`id: i.30\nevent: reload\ndata: {"type":"reload","at":5,"reason":"${reason}"}\n\n`);
  }
});

test('a client that comes back before its first event, or asks for other types, is told to ask again', async () => {
  const before = open();
  before.append(pool('a'));
  const { value: hello } = (await before.follow(undefined, undefined, never).next()) as { value: Buffer };
  expect(hello.toString()).toBe('id: i.1\nretry: 2000\n\n');
  before.append(pool('b'));
  const back = before.follow('i.1', undefined, never);
  expect(((await back.next()) as { value: Buffer }).value.toString()).toContain('id: i.1\n');
  expect(await read(back, 1)).toEqual(['i.2 pool']);
  const some = before.follow('i.2', new Set(['build']), never);
  await some.next();
  before.append({ type: 'reload', at: 3, reason: 'behind' });
  expect(await read(some, 1)).toEqual(['i.3 reload']);
});

test('a client that is too slow is told to ask again, and costs no memory', async () => {
  const log = open(10);
  const slow = log.follow(undefined, undefined, never);
  await slow.next();
  for (let n = 0; n < 100; n++) log.append(pool(String(n)));
  expect(await read(slow, 1)).toEqual(['i.100 reload']);
  log.append(pool('next'));
  expect(await read(slow, 1)).toEqual(['i.101 pool']);
});

test('a quiet stream has signs of life, and ends with the service or the client', async () => {
  const log = open();
  const [one, other] = [new AbortController(), new AbortController()];
  const streams = [log.follow(undefined, undefined, one.signal), log.follow(undefined, undefined, other.signal)];
  for (const stream of streams) await stream.next();
  const waiting = streams.map((stream) => stream.next());
  log.beat();
  for (const { value } of await Promise.all(waiting)) expect(String(value)).toBe(': still here\n\n');
  expect(log.clients).toBe(2);
  const ends = streams.map((stream) => stream.next());
  one.abort();
  expect((await ends[0])?.done).toBe(true);
  expect(log.clients).toBe(1);
  log.close();
  expect((await ends[1])?.done).toBe(true);
  expect(log.clients).toBe(0);
});
