import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { manifestOf } from '../../catalog/conformance/manifests.js';
import { passOnSignals } from '../../dev/testing/index.js';
import { startPostgres, type PostgresServer } from '../../dev/testing/postgres/index.js';
import { Triggers } from './index.js';
import { GRAPH, Rig, type Replica } from './testing/index.js';

const ANN = { name: 'ann', role: 'operator' } as const;
const HOUR = 3_600_000;

let server: PostgresServer;
let rig: Rig;
let replicas: readonly Replica[];
let deafen: () => void;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

describe.each(['SQLite', 'PostgreSQL'])('two replicas that share a database of %s', (kind) => {
  beforeEach(async () => {
    deafen = passOnSignals('SIGCHLD');
    rig = await Rig.open(kind === 'SQLite' ? undefined : await server.createDatabase());
    replicas = [await rig.replica('one'), await rig.replica('two')];
  });

  afterEach(async () => {
    deafen();
    await rig.close();
  });

  const lookTogether = () => Promise.all(replicas.map((replica) => replica.look()));

  test('handle each slot, event, answer of a poll program and change once', async () => {
    const refs = await rig.program('refs', '#!/bin/sh\necho "asked/${DATABUILD_SLOT:-event}"\n');
    const poll = await rig.program(
      'poll',
      `#!/bin/sh
read -r input
n=\${input##*'"cursor":'}; n=\${n%\\}}; [ "$n" = null ] && n=0
echo "{\\"cursor\\": $((n + 1)), \\"events\\": [$n]}"
`,
    );
    rig.deploy({
      hourly: { schedule: '0 * * * *', catchUp: 'all', requests: ['hourly/{day}/{hour}'] },
      asked: { schedule: '30 * * * *', catchUp: 'all', refs },
      sums: { onPartitions: ['raw/{n}'], requests: ['sum/{n}'] },
      hook: { http: true, refs },
      poller: { poll, pollSeconds: 3600, requests: ['polled'] },
    });
    const [one, two] = replicas as [Replica, Replica];
    await lookTogether();
    for (let hour = 0; hour < 5; hour++) {
      rig.advance(HOUR);
      await one.opened.catalog.record([manifestOf(`m${String(hour)}`, [`raw/${String(hour)}`])]);
      const key = String(hour);
      await Promise.all(replicas.map(({ triggers }) => triggers.event(GRAPH, 'hook', { body: hour, key }, ANN)));
      await lookTogether();
      rig.advance(5_000);
      // A trigger that the other replica works on is left to it, so a second look may be needed.
      await lookTogether();
      await lookTogether();
    }
    const requests = await two.requests();
    const of = (name: string) => requests.filter(({ key }) => key.startsWith(`${name} `));
    expect(of('hourly').map(({ refs: [ref] }) => ref)).toEqual(
      ['01', '02', '03', '04', '05'].map((h) => `hourly/01/${h}`),
    );
    expect(of('asked')).toHaveLength(5);
    expect(of('hook')).toHaveLength(5);
    expect(of('poller').map(({ key }) => key)).toEqual(
      [0, 1, 2, 3, 4, 5].map((n) => `poller poll/poll/${String(n)}/0`),
    );
    const summed = of('sums').flatMap(({ refs: all }) => all);
    expect([...new Set(summed)].sort()).toEqual([0, 1, 2, 3, 4].map((n) => `sum/${String(n)}`));
    expect(summed).toHaveLength(5);
    for (const name of ['hourly', 'asked', 'sums', 'hook', 'poller']) {
      expect((await one.outcomes(name)).every((each) => each.endsWith('request'))).toBe(true);
    }
  }, 60_000);

  test('leave a trigger alone that another one works on, until it has not been heard of for half a minute', async () => {
    const refs = await rig.program('refs', '#!/bin/sh\necho x\n');
    rig.deploy({ hook: { http: true, refs } });
    const [one] = replicas as [Replica];
    await one.look();
    await one.triggers.event(GRAPH, 'hook', { body: 1 }, ANN);
    // What a replica leaves behind that was killed while its program ran.
    await one.opened.database.run('UPDATE triggers SET owner = $1, owner_expires = $2', ['dead', rig.now + 30_000]);
    await one.look();
    expect(await one.requests()).toEqual([]);
    rig.advance(30_000);
    await one.look();
    expect(await one.requests()).toHaveLength(1);
  });

  test('go on when one of them pauses a trigger', async () => {
    rig.deploy({ hourly: { schedule: '0 * * * *', catchUp: 'latest', requests: ['x'] } });
    const [one, two] = replicas as [Replica, Replica];
    await lookTogether();
    await two.triggers.pause(GRAPH, 'hourly', ANN);
    rig.advance(HOUR);
    await lookTogether();
    expect(await one.requests()).toEqual([]);
    await one.triggers.resume(GRAPH, 'hourly', ANN);
    await lookTogether();
    expect(await one.requests()).toHaveLength(1);
  });
});

test('work waits longer and longer while the database is away, and looks as usual when it is back', async () => {
  rig = await Rig.open();
  try {
    const { opened } = await rig.replica();
    const pauses: number[] = [];
    const ending = new AbortController();
    let away = 8;
    const triggers = new Triggers({
      ...opened.parts,
      programs: {
        ...opened.parts.programs,
        graphs: () => (away-- > 0 ? Promise.reject(new Error('away')) : Promise.resolve([])),
      },
      pause: (ms) => {
        pauses.push(ms);
        if (pauses.length === 10) ending.abort();
        return Promise.resolve();
      },
    });
    await triggers.work(ending.signal);
    expect(pauses.slice(0, 8)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(pauses[8]).toBe(pauses[9]);
    expect(opened.emitted.filter(({ type }) => type === 'trouble')).toHaveLength(8);
  } finally {
    await rig.close();
  }
});

test('work goes on by itself when the database was away, and says so', async () => {
  deafen = passOnSignals('SIGCHLD');
  rig = await Rig.open(await server.createDatabase());
  try {
    const one = await rig.replica();
    rig.deploy({ hook: { http: true, requests: ['x'] } });
    const ending = new AbortController();
    const working = one.triggers.work(ending.signal);
    await one.fired(await one.triggers.event(GRAPH, 'hook', { body: 1 }, ANN));
    await server.kill();
    one.triggers.wake();
    await one.troubled();
    await server.restart();
    await one.fired(await one.triggers.event(GRAPH, 'hook', { body: 2 }, ANN));
    ending.abort();
    await working;
    expect(await one.requests()).toHaveLength(2);
  } finally {
    deafen();
    await rig.close();
  }
}, 60_000);
