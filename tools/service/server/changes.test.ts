import { expect, test } from '@jest/globals';
import type { PartitionRef } from '../../base/model/index.js';
import type { CatalogView, Change } from '../../catalog/index.js';
import { ChangeFollower } from './changes.js';

const change = (seq: number): Change => ({
  ...{ seq, ref: `a/${String(seq)}` as PartitionRef, atMicros: seq },
  ...{ kind: 'recorded', id: 'm' },
});

/** A feed whose changes a test adds. */
class Feed implements Pick<CatalogView, 'changes'> {
  newest = 3;
  lost = false;
  broken = false;

  changes(after: number, limit: number): ReturnType<CatalogView['changes']> {
    if (this.broken) return Promise.reject(new Error('the database is away'));
    if (this.lost) {
      this.lost = false;
      return Promise.resolve({ ok: false, error: { reason: 'changes-lost', newest: this.newest } });
    }
    const count = Math.min(limit, this.newest - after);
    const changes = Array.from({ length: count }, (_, index) => change(after + 1 + index));
    return Promise.resolve({ ok: true, value: { changes, next: after + count, newest: this.newest } });
  }
}

/** Follows until so many things have happened. */
async function follow(follower: ChangeFollower, count: number): Promise<string[]> {
  const [seen, stop] = [[] as string[], new AbortController()];
  const add = (what: string): void => {
    seen.push(what);
    if (seen.length === count) stop.abort();
  };
  const onChanges = (changes: readonly Change[]): void => {
    add(changes.map(({ seq }) => seq).join(' '));
  };
  const onLost = (): void => {
    add('lost');
  };
  await follower.follow({ onChanges, onLost }, stop.signal);
  return seen;
}

test('a follower has all changes after it was made, also those from before it follows and while the database was away', async () => {
  const feed = new Feed();
  const follower = await ChangeFollower.fromNow(feed);
  feed.newest = 5;
  expect(await follow(follower, 1)).toEqual(['4 5']);
  feed.broken = true;
  await expect(follow(follower, 1)).rejects.toThrow('the database is away');
  feed.broken = false;
  feed.newest = 6;
  expect(await follow(follower, 1)).toEqual(['6']);
});

test('a follower that is too far behind says so, and goes on with the newest change', async () => {
  const feed = new Feed();
  const follower = await ChangeFollower.fromNow(feed);
  feed.newest = 9;
  feed.lost = true;
  setImmediate(() => (feed.newest = 10));
  expect(await follow(follower, 2)).toEqual(['lost', '10']);
});
