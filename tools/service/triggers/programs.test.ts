import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { passOnSignals } from '../../dev/testing/index.js';
import { GRAPH, Rig, type Replica } from './testing/index.js';

const MINUTE = 60_000;
const ANN = { name: 'ann', role: 'operator' } as const;

let rig: Rig;
let one: Replica;
let deafen: () => void;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  rig = await Rig.open();
  one = await rig.replica('one', { refs: 100 });
});

afterEach(async () => {
  deafen();
  await rig.close();
});

/** A trigger that calls a refs program for events by HTTP. */
async function withRefs(text: string, timeoutMs = 10_000): Promise<void> {
  const refs = await rig.program('refs', `#!/bin/sh\n${text}\n`);
  rig.deploy({ hook: { http: true, refs, timeoutMs } });
  await one.look();
}

const send = (body: unknown, key?: string) => one.triggers.event(GRAPH, 'hook', { body, key }, ANN);

async function problem() {
  const view = await one.triggers.get(GRAPH, 'hook');
  if (!view.ok) throw new Error(view.error.reason);
  return view.value;
}

describe('the refs program', () => {
  test('gets the event as JSON, and prints a ref on each line, or an array', async () => {
    await withRefs(`cat > input.json
case $(cat input.json) in *lines*) printf 'a\\n\\nb\\na\\n' ;; *) echo '["c", "d"]' ;; esac`);
    await send({ form: 'lines' }, 'first');
    await one.look();
    const input = JSON.parse(await readFile(join(rig.folder, 'input.json'), 'utf8')) as unknown;
    expect(input).toEqual({
      schemaVersion: 1,
      graph: GRAPH,
      trigger: 'hook',
      key: 'event/first',
      kind: 'event',
      body: { form: 'lines' },
    });
    await send({});
    await one.look();
    expect(await one.requested()).toEqual(['a b', 'c d']);
  });

  test('of a slot gets its time in variables, too', async () => {
    const refs = await rig.program(
      'refs',
      '#!/bin/sh\necho "$DATABUILD_TRIGGER_KIND/$DATABUILD_SLOT/$DATABUILD_SLOT_DATE"\n',
    );
    rig.deploy({ daily: { schedule: '0 22 * * *', timezone: 'America/New_York', refs } });
    await one.look();
    rig.set('2026-03-01T03:00:10Z');
    await one.look();
    expect(await one.requested()).toEqual(['slot/2026-03-01T03:00:00.000Z/2026-02-28']);
  });

  test('that prints nothing asks for nothing, which is recorded, and no error', async () => {
    await withRefs('true');
    await send({});
    await one.look();
    expect(await one.outcomes('hook')).toEqual(['event: no-refs']);
    expect(await problem()).toMatchObject({ problem: undefined, waiting: 0 });
  });

  test('that ends with 2 refuses the event, which is not tried again', async () => {
    await withRefs('echo "no such region" >&2; exit 2');
    await send({});
    await one.look();
    expect(await problem()).toMatchObject({
      problem: undefined,
      lastEvents: [{ reason: 'refused-by-program', detail: 'no such region' }],
    });
  });

  test('may ask for refs that the service refuses: that is recorded', async () => {
    await withRefs('echo nobody/1');
    await send({});
    await one.look();
    expect(await one.requested()).toEqual([]);
    expect(await problem()).toMatchObject({
      lastEvents: [{ reason: 'request-refused', detail: 'no job makes nobody/1' }],
    });
  });

  test.each([
    ['fails', 'echo "no database" >&2; exit 3', 'ask-exit-non-zero', 'no database'],
    ['is killed', 'kill -9 $$', 'ask-killed', 'SIGKILL'],
    [
      'prints rubbish',
      "printf ' x\\n'",
      'expected-bad-refs',
      'refs of trigger hook of //shop:g printed 1 line that is no ref',
    ],
    ['prints rubbish that begins like an array', 'echo "[1, 2"', 'ask-bad-json', 'ends too early'],
    ['prints other bytes than text', "printf '\\377\\376'", 'ask-bad-json', 'not UTF-8'],
    ['prints more refs than a request may have', 'seq 1 101', 'expected-too-many', 'more than 100 refs'],
    ['prints a million refs', 'seq 1 1000000', 'ask-output-too-large', 'was stopped'],
  ])('that %s is an error of the trigger, and is called again later', async (_, text, reason, detail) => {
    await withRefs(`[ -e repaired ] && exec echo good\n${text}`);
    await send({});
    await one.look();
    const failed = await problem();
    expect(failed).toMatchObject({ failures: 1, waiting: 1, lastEvents: [{ attempts: 1, problem: { reason } }] });
    expect(failed.problem).toMatchObject({ reason, at: rig.now, nextTry: rig.now + 10_000 });
    expect(failed.problem?.detail).toContain(detail);

    await rig.program('repaired', '');
    await one.look();
    expect(await one.requested()).toEqual([]);
    rig.advance(10_000);
    await one.look();
    expect(await one.requested()).toEqual(['good']);
    expect(await problem()).toMatchObject({ failures: 0, problem: undefined, waiting: 0 });
  });

  test('that hangs is ended after the timeout of the trigger', async () => {
    await withRefs('exec sleep 1000', 50);
    await send({});
    await one.look();
    const { problem: found } = await problem();
    expect(found?.reason).toBe('ask-timed-out');
    expect(found?.detail).toContain('raise the timeout of the trigger');
  });

  test('that is not there is an error of the trigger', async () => {
    rig.deploy({ hook: { http: true, refs: 'missing' } });
    await send({});
    await one.look();
    expect(await problem()).toMatchObject({ problem: { reason: 'ask-not-started' } });
  });

  test('is called less and less often while it fails, at most every quarter of an hour', async () => {
    await withRefs('echo x >> calls; exit 1');
    await send({});
    const waits: number[] = [];
    for (let call = 0; call < 10; call++) {
      await one.look();
      const { problem: found } = await problem();
      waits.push(((found?.nextTry ?? 0) - rig.now) / 1000);
      rig.set(found?.nextTry ?? 0);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
    // A look tells when to look again.
    rig.advance(-1000);
    expect(await one.look()).toBe(rig.now + 1000);
    expect((await readFile(join(rig.folder, 'calls'), 'utf8')).split('\n')).toHaveLength(11);
  });

  test('that always fails for one event does not hold up the others', async () => {
    await withRefs('case $(cat) in *bad*) exit 1 ;; *) echo good ;; esac');
    await send('bad');
    await send('fine');
    await one.look();
    rig.advance(10_000);
    await one.look();
    expect(await one.outcomes('hook')).toEqual(['event: waiting', 'event: request']);
  });

  test('of a missed slot that fails gives way to a later slot, if only the latest counts', async () => {
    const refs = await rig.program('refs', '#!/bin/sh\n[ -e repaired ] || exit 1\necho "$DATABUILD_SLOT_DATE"\n');
    rig.deploy({ daily: { schedule: '0 6 * * *', refs } });
    await one.look();
    for (const day of ['01', '02', '03']) {
      rig.set(`2026-03-${day}T06:00:00Z`);
      await one.look();
    }
    await rig.program('repaired', '');
    rig.advance(60 * MINUTE);
    await one.look();
    expect(await one.requested()).toEqual(['2026-03-03']);
    expect(await one.outcomes('daily')).toEqual(['slot: catch-up-latest', 'slot: catch-up-latest', 'slot: request']);
  });

  test('that is cancelled, because the service ends, is called again by the next one', async () => {
    await withRefs('[ -e again ] && exec echo good; echo x > again; exec sleep 1000');
    await send({});
    const ending = new AbortController();
    const { handled } = await one.triggers.look(ending.signal);
    ending.abort();
    await handled;
    await rig.program('again', '');
    expect(await problem()).toMatchObject({ failures: 0, waiting: 1 });
    await one.look();
    expect(await one.requested()).toEqual(['good']);
  });
});

describe('an event by HTTP', () => {
  test('is one event, however often it is sent with its key', async () => {
    await withRefs('echo x');
    const sent = await Promise.all(Array.from({ length: 50 }, () => send({ a: 1 }, 'key')));
    expect(sent.every(({ ok }) => ok)).toBe(true);
    await one.look();
    await send({ a: 1 }, 'key');
    await one.look();
    expect(await one.requests()).toMatchObject([{ key: 'hook event/key' }]);
    expect(await send({ a: 2 }, 'key')).toMatchObject({ error: { reason: 'event-key-reused' } });
  });

  test('that is sent twice without a key is two events', async () => {
    await withRefs('echo x');
    await send(null);
    await send(null);
    await one.look();
    expect(await one.requests()).toHaveLength(2);
  });

  test('waits while the trigger is paused', async () => {
    await withRefs('echo x');
    await one.triggers.pause(GRAPH, 'hook', ANN);
    await send({});
    await one.look();
    expect(await one.outcomes('hook')).toEqual(['event: waiting']);
    await one.triggers.resume(GRAPH, 'hook', ANN);
    await one.look();
    expect(await one.outcomes('hook')).toEqual(['event: request']);
  });

  test('is not handled after a pause if catch_up is "none"', async () => {
    rig.deploy({ hook: { http: true, requests: ['x'], catchUp: 'none' } });
    await one.look();
    await one.triggers.pause(GRAPH, 'hook', ANN);
    await send({});
    await one.triggers.resume(GRAPH, 'hook', ANN);
    await one.look();
    expect(await one.outcomes('hook')).toEqual(['event: catch-up-none']);
  });

  test('is refused where the trigger takes none, is unknown, is full, or if it is too large', async () => {
    const small = await rig.replica('two', { waiting: 1 });
    rig.deploy({ daily: { schedule: '0 6 * * *', requests: ['x'] }, hook: { http: true, requests: ['x'] } });
    expect(await one.triggers.event(GRAPH, 'daily', { body: 1 }, ANN)).toMatchObject({
      error: { reason: 'trigger-takes-no-events' },
    });
    expect(await one.triggers.event(GRAPH, 'other', { body: 1 }, ANN)).toMatchObject({
      error: { reason: 'trigger-unknown' },
    });
    expect(await send('x'.repeat(300_000))).toMatchObject({ error: { reason: 'event-too-large' } });
    const first = await small.triggers.event(GRAPH, 'hook', { body: 1, key: 'a' }, ANN);
    expect(first.ok).toBe(true);
    expect(await small.triggers.event(GRAPH, 'hook', { body: 1 }, ANN)).toMatchObject({
      error: { reason: 'too-many-waiting' },
    });
    expect(await small.triggers.event(GRAPH, 'hook', { body: 1, key: 'a' }, ANN)).toEqual(first);
  });
});

describe('the poll program', () => {
  const POLL = `#!/bin/sh
read -r input
echo "$input" >> calls
n=$(cat n 2>/dev/null || echo 0)
case $n in
0) echo '{"cursor": {"at": 1}, "events": ["a", {"b": 1}]}' ;;
1) echo '{"cursor": {"at": 1}}' ;;
2) echo '{"cursor": {"at": 2}, "refs": ["c", "d"]}' ;;
*) echo '{"cursor": {"at": 2}, "refs": []}' ;;
esac
echo $((n + 1)) > n
`;
  const calls = async () => (await readFile(join(rig.folder, 'calls'), 'utf8')).trim().split('\n');

  test('is called with its last cursor, in its interval; what it prints is handled once', async () => {
    const poll = await rig.program('poll', POLL);
    const refs = await rig.program('refs', `#!/bin/sh\ncase $(cat) in *'"event":"a"'*) echo a ;; *) echo b ;; esac\n`);
    rig.deploy({ poller: { poll, pollSeconds: 60, refs } });
    for (let minute = 0; minute < 5; minute++) {
      await one.look();
      await one.look();
      rig.advance(MINUTE);
    }
    expect(await one.requested()).toEqual(['a', 'b', 'c d']);
    const cursors = (await calls()).map((line) => (JSON.parse(line) as { cursor: unknown }).cursor);
    expect(cursors).toEqual([null, { at: 1 }, { at: 1 }, { at: 2 }, { at: 2 }]);
  });

  test.each([
    ['fails', 'exit 1', 'ask-exit-non-zero'],
    ['prints rubbish', 'echo hello', 'ask-bad-json'],
    ['prints JSON of another shape', `echo '{"events": []}'`, 'ask-bad-shape'],
    ['prints events and does not advance its cursor', `echo '{"cursor": null, "events": [1]}'`, 'cursor-not-advanced'],
    ['prints too many events', `echo '{"cursor": 1, "events": [1,2,3]}'`, 'too-many-events'],
    ['hangs', 'exec sleep 1000', 'ask-timed-out'],
  ])('that %s is an error of the trigger, and is called again later', async (_, text, reason) => {
    const small = await rig.replica('two', { polled: 2 });
    const poll = await rig.program(
      'poll',
      `#!/bin/sh\n[ -e repaired ] && exec echo '{"cursor": 1, "refs": []}'\n${text}\n`,
    );
    rig.deploy({ poller: { poll, pollSeconds: 1, timeoutMs: reason === 'ask-timed-out' ? 50 : 10_000 } });
    await small.look();
    expect(await small.triggers.get(GRAPH, 'poller')).toMatchObject({
      value: { failures: 1, problem: { reason, nextTry: rig.now + 10_000 }, nextPoll: rig.now + 10_000 },
    });
    await rig.program('repaired', '');
    rig.advance(5_000);
    await small.look();
    expect(await small.triggers.get(GRAPH, 'poller')).toMatchObject({ value: { failures: 1 } });
    rig.advance(5_000);
    await small.look();
    expect(await small.triggers.get(GRAPH, 'poller')).toMatchObject({ value: { failures: 0, problem: undefined } });
  });

  test('is not called while the trigger is paused; afterwards, "none" skips what it prints first', async () => {
    const poll = await rig.program('poll', POLL);
    rig.deploy({ poller: { poll, pollSeconds: 60, requests: ['x'], catchUp: 'none' } });
    await one.triggers.pause(GRAPH, 'poller', ANN);
    await one.look();
    rig.advance(10 * MINUTE);
    await one.triggers.resume(GRAPH, 'poller', ANN);
    for (let minute = 0; minute < 3; minute++) {
      await one.look();
      rig.advance(MINUTE);
    }
    expect(await one.outcomes('poller')).toEqual(['poll: catch-up-none', 'poll: catch-up-none', 'poll: request']);
  });

  test('under another name begins without a cursor', async () => {
    rig.deploy({ poller: { poll: await rig.program('poll', POLL), pollSeconds: 60, requests: ['x'] } });
    await one.look();
    rig.deploy({ poller: { poll: await rig.program('other', POLL), pollSeconds: 60, requests: ['x'] } });
    await one.look();
    expect((await calls()).map((line) => (JSON.parse(line) as { cursor: unknown }).cursor)).toEqual([null, null]);
  });
});
