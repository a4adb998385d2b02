import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { on, once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../base/model/index.js';
import { appears } from '../dev/testing/index.js';
import { HAS_SLURM, startSlurm, type SlurmCluster } from '../dev/testing/slurm/index.js';
import { end, TestGraph, type Done, type Program } from './testing/index.js';

jest.setTimeout(120_000);

/** Notes each run. Runs of `b/waits` wait for a file. */
const RUN = `#!/bin/sh
mkdir -p "$(dirname "$1")"
echo "$1" >> runs
case $1 in b/waits*) while ! [ -e go ]; do sleep 0.05; done ;; esac
echo made > "$1"
`;

const OPTIONS = ['--state-dir', 's', '--engine', 'slurm', '--engine-option', 'lost-after=2'];

const TAKEN_OVER = 'that a killed build had started on slurm';

(HAS_SLURM ? describe : describe.skip)('a build on Slurm whose driver was killed', () => {
  let cluster: SlurmCluster;
  let graph: TestGraph;

  beforeAll(async () => {
    cluster = await startSlurm();
  });

  afterAll(() => cluster.stop());

  beforeEach(() => {
    graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { run: RUN });
  });

  afterEach(() => graph.remove());

  const inData = (path: string): string => join(graph.dir, 's/data', path);

  const runs = (): string[] => readFileSync(inData('runs'), 'utf8').trimEnd().split('\n').sort();

  const go = (): void => {
    writeFileSync(inData('go'), '');
  };

  const start = (...refs: readonly string[]): { readonly driver: Program; readonly done: Promise<Done> } => {
    const driver = graph.start('build', [...OPTIONS, ...refs], cluster.env);
    return { driver, done: end(driver) };
  };

  const kill = async (driver: Program): Promise<void> => {
    const exited = once(driver, 'exit');
    driver.kill('SIGKILL');
    await exited;
  };

  /** Kills a build when this task runs. */
  const killDuring = async (task: string, ...refs: readonly string[]): Promise<void> => {
    const { driver } = start(...refs);
    await appears(inData('runs'), task);
    await kill(driver);
  };

  /** Waits until Slurm has nothing to do. */
  const idle = async (): Promise<void> => {
    while ((await cluster.tool('squeue', '-h', '-t', 'PENDING,RUNNING,COMPLETING')).trim() !== '') {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  const manifestOf = async (ref: string): Promise<Manifest> => {
    const { stdout } = await graph.run('catalog', ['show', '--state-dir', 's', ref]);
    return JSON.parse(stdout) as Manifest;
  };

  /** Whether the manifest of `b/…` names the current one of its input. */
  const expectCurrentInput = async (ref: string): Promise<void> => {
    const [input] = (await manifestOf(ref)).inputs;
    expect(input).toMatchObject({ manifest: (await manifestOf(input?.ref ?? '')).id });
  };

  const recorded = (): string[] => readdirSync(join(graph.dir, 's/engines/slurm/attempts'));

  test('goes on with what runs, and starts nothing twice', async () => {
    // What the killed build has finished, nobody asks for again, so its record would stay.
    const unfinished = ['b/waits', 'b/waits-too'];
    await killDuring('b/waits-too', ...unfinished);
    expect(recorded()).toHaveLength(1);
    const refs = [...unfinished, 'b/quick'];
    const { driver, done } = start(...refs);
    await says(driver, TAKEN_OVER);
    go();
    const { code, stderr } = await done;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('its process is gone') });
    expect(runs()).toEqual([...refs, ...refs.map((ref) => ref.replace('b', 'a'))].sort());
    for (const ref of refs) await expectCurrentInput(ref);
    expect(await graph.run('build', ['-q', '--state-dir', 's', ...refs])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(recorded()).toEqual([]);
  });

  test('records the results that came while no driver was there', async () => {
    await killDuring('b/waits', 'b/waits');
    const killed = Date.now();
    go();
    await idle();
    const idled = Date.now();
    expect(await start('b/waits').done).toMatchObject({ code: 0, stderr: expect.stringContaining(TAKEN_OVER) });
    expect(runs()).toEqual(['a/waits', 'b/waits']);
    await expectCurrentInput('b/waits');
    const { startTime, endTime } = await manifestOf('b/waits');
    expect(Date.parse(startTime)).toBeLessThanOrEqual(killed);
    expect(Date.parse(endTime)).toBeLessThanOrEqual(idled);
  });

  test('can be killed twice', async () => {
    await killDuring('b/waits', 'b/waits');
    const { driver } = start('b/waits');
    await says(driver, TAKEN_OVER);
    await kill(driver);
    const { driver: last, done } = start('b/waits');
    await says(last, TAKEN_OVER);
    go();
    expect(await done).toMatchObject({ code: 0 });
    expect(runs()).toEqual(['a/waits', 'b/waits']);
    expect(recorded()).toEqual([]);
  });

  test('ends a task whose input has changed in the meantime, and runs it again', async () => {
    await killDuring('b/waits', 'b/waits');
    expect(await graph.run('build', ['-q', '--state-dir', 's', '--force', 'a/waits'])).toMatchObject({ code: 0 });
    const { done } = start('b/waits');
    await appears(inData('runs'), 'b/waits\na/waits\nb/waits\n');
    // Its first run has ended before.
    expect((await cluster.tool('squeue', '-h', '-r', '-t', 'RUNNING')).trim().split('\n')).toHaveLength(1);
    go();
    const { code, stderr } = await done;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining(TAKEN_OVER) });
    await expectCurrentInput('b/waits');
  });
});

/** Waits until a program has written this to standard error. */
async function says(program: Program, text: string): Promise<void> {
  let said = '';
  for await (const [chunk] of on(program.stderr, 'data', { close: ['end'] }) as AsyncIterable<[Buffer]>) {
    said += chunk.toString();
    if (said.includes(text)) return;
  }
  throw new Error(`it says ${said}`);
}
