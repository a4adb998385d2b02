import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { outputs, type Done } from '../../../cli/testing/index.js';
import { startPostgres, type PostgresServer } from '../postgres/index.js';
import { faultGraph, readEndState, Rig, until, type FaultGraph, type FaultTask } from './index.js';

// These tests run builds of the same partitions in parallel, on one catalog. They really kill and stop the bundle.

jest.setTimeout(300_000);

const task = (name: string, ...inputs: readonly string[]): FaultTask => ({ outputs: [name], inputs, nap: '0' });

const EACH = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Two tasks that both need all the others. */
const SHARED = faultGraph([...EACH.map((name) => task(name)), task('one', ...EACH), task('other', ...EACH)]);

const CHAIN = faultGraph([task('first'), task('last', 'first')]);

/** The duration of leases that must expire, and of leases that must not, in seconds. */
const RUNS_OUT = 3;
const LASTS = 600;

const madeBy = ({ stdout }: Done): string[] => outputs(stdout).sort();

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

const PLACES = [
  ['SQLite', () => Promise.resolve({})],
  ['PostgreSQL', async () => ({ catalog: await server.createDatabase() })],
] as const;

/** Does the same on both kinds of catalog in parallel, because most of the time is spent waiting. */
async function onBoth(graph: FaultGraph, leaseTtl: number, work: (rig: Rig) => Promise<void>): Promise<void> {
  const tries = PLACES.map(async ([name, place]) => {
    const rig = new Rig(graph, { bundle: process.env['DATABUILD_TEST_BUNDLE'], jobs: 1, leaseTtl, ...(await place()) });
    try {
      await work(rig);
    } catch (error) {
      throw new Error(`on ${name}`, { cause: error });
    } finally {
      await rig.remove();
    }
  });
  // Wait for both, so that both are cleaned up even if one fails.
  const problems = (await Promise.allSettled(tries)).filter(({ status }) => status === 'rejected');
  for (const problem of problems) if (problem.status === 'rejected') throw problem.reason;
}

test('a stopped build whose lease was taken over records nothing, and then waits for the other build', () =>
  onBoth(CHAIN, RUNS_OUT, async (rig) => {
    await rig.hold();
    const stopped = rig.start();
    await rig.running();
    const successor = rig.start();
    const [owner, taker] = await Promise.all([stopped.id(), successor.id()]);
    await successor.says(new RegExp(`^waiting .* first .*:${owner}$`, 'm'));
    stopped.child.kill('SIGSTOP');
    await rig.running(2);
    // The process of the first build ends. The build does not notice before it is resumed.
    await rig.hold(taker);
    await rig.go();
    await until(
      'the end of the first process',
      () => rig.journal(),
      (lines) => lines.some(({ what, build }) => what === 'end' && build === owner),
    );
    stopped.child.kill('SIGCONT');
    await stopped.says(new RegExp(`^waiting .* first .*:${taker}$`, 'm'));
    expect((await readEndState(rig)).partitions).toEqual({});
    await rig.go(taker);

    const [one, two] = await Promise.all([stopped.done, successor.done]);
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(madeBy(two)).toContain('first');
    expect([...madeBy(one), ...madeBy(two)].sort()).toEqual(CHAIN.refs);
    expect(one.stderr).toMatch(/^delegated .* first /m);
    const { partitions, problems } = await readEndState(rig);
    expect(problems).toEqual([]);
    expect(Object.values(partitions)).toMatchObject([
      { happened: 1, inputs: [] },
      { happened: 1, inputs: [{ ref: 'first', current: true }] },
    ]);
  }));

test('a stopped build uses what another build recorded meanwhile', () =>
  onBoth(CHAIN, RUNS_OUT, async (rig) => {
    await rig.hold();
    const stopped = rig.start();
    await rig.running();
    const successor = rig.start();
    await successor.says(/^waiting .* first /m);
    stopped.child.kill('SIGSTOP');
    await rig.running(2);
    await rig.go();
    expect(madeBy(await successor.done)).toEqual(CHAIN.refs);
    const before = await readEndState(rig);
    stopped.child.kill('SIGCONT');

    const { code, stdout, stderr } = await stopped.done;
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^delegated .* first [^]*^delegated .* last [^]*^succeeded: built 0, delegated 2/m);
    expect(await readEndState(rig)).toEqual(before);
  }));

test('a waiting build takes over when the owner and its processes are killed', () =>
  onBoth(CHAIN, RUNS_OUT, async (rig) => {
    await rig.hold();
    const owner = rig.start();
    const [running] = await rig.running();
    const waiting = rig.start();
    await waiting.says(new RegExp(`^waiting .* first .*:${await owner.id()}$`, 'm'));
    owner.child.kill('SIGKILL');
    await owner.done;
    await until(
      'the start of the waiting build',
      () => rig.journal(),
      (lines) => lines.some(({ pid }) => pid !== running!.pid),
    );
    await rig.go();
    const done = await waiting.done;
    expect({ code: done.code, made: madeBy(done) }).toEqual({ code: 0, made: CHAIN.refs });
    await rig.noneLeft();
    // The process of the killed build never ended normally.
    expect((await rig.journal()).filter(({ what }) => what === 'end').map(({ task: name }) => name)).toEqual([
      'first',
      'last',
    ]);
  }));

test('--no-wait fails and names the task and its owner, without disturbing them', () =>
  onBoth(CHAIN, LASTS, async (rig) => {
    await rig.hold();
    const owner = rig.start();
    await rig.running();
    const { code, stdout, stderr } = await rig.run('--no-wait');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('//t:j first is being made by another build, ');
    expect(stderr).toContain(`:${await owner.id()}`);
    await rig.go();
    expect(madeBy(await owner.done)).toEqual(CHAIN.refs);
  }));

// A build claims only tasks that can start at once, so a waiting build holds nothing that others wait for.
test('two builds that wait for each other both finish', () =>
  onBoth(SHARED, LASTS, async (rig) => {
    await rig.hold();
    const one = rig.start({ refs: ['one'] });
    await rig.running();
    const other = rig.start({ refs: ['other'] });
    await rig.running(2);
    const [oneId, otherId] = await Promise.all([one.id(), other.id()]);
    await other.says(new RegExp(`^waiting .*:${oneId}$`, 'm'));
    await rig.hold(otherId);
    await rig.go();
    await one.says(new RegExp(`^waiting .*:${otherId}$`, 'm'));
    await rig.go(otherId);

    const done = await Promise.all([one.done, other.done]);
    expect(done.map(({ code }) => code)).toEqual([0, 0]);
    expect(done.flatMap(madeBy).sort()).toEqual(SHARED.refs);
    expect(
      (await rig.journal())
        .filter(({ what }) => what === 'end')
        .map(({ task: name }) => name)
        .sort(),
    ).toEqual(SHARED.refs);
  }));
