import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import {
  graphWithTriggers,
  look,
  MortalService,
  randomActs,
  send,
  type Act,
  type Ending,
  type TestGraph,
} from './testing/index.js';

jest.setTimeout(7_200_000);

/** How often the service is killed. */
const KILLS = Number(process.env['DATABUILD_TEST_KILLS'] ?? 10);
const SEED = Number(process.env['DATABUILD_TEST_SEED'] ?? 1);

/** A service that can be called is killed within this time, one that starts a little earlier. */
const LIFE_MS = 1200;
const START_MS = 600;

let graphs: TestGraph[];

beforeEach(() => {
  graphs = [];
});

afterEach(async () => {
  for (const graph of graphs) await graph.remove();
});

/** Numbers from 0 up to 1, the same for each seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A service whose triggers have looked once. Partitions that were made before do not concern them. */
async function newService(): Promise<{ readonly graph: TestGraph; readonly service: MortalService }> {
  const graph = graphWithTriggers();
  graphs.push(graph);
  const service = new MortalService(graph);
  await service.start();
  await send(service, { name: 'act-first', kind: 'keyed', refs: ['a/first'] });
  await finished(service, graph);
  return { graph, service };
}

/** Waits until nothing is left to do, and both triggers have seen everything that was made. */
async function finished(
  service: MortalService,
  graph: TestGraph,
): Promise<Ending & { readonly made: readonly string[] }> {
  for (;;) {
    const { requests, events, told, isDone, ids } = await look(service);
    const made = ids.size === 0 ? [] : madeIn(graph);
    const expected = made.filter((ref) => ref.startsWith('a/'));
    const seen = new Set(told);
    const followed = new Set(made);
    const isSeen = expected.every((ref) => seen.has(ref) && followed.has(ref.replace('a/', 'b/')));
    if (isDone && expected.length > 0 && isSeen) return { requests, events, told, made };
    await delay(200);
  }
}

/** What the jobs made, each as often as they made it. */
function madeIn(graph: TestGraph): string[] {
  try {
    return readFileSync(join(graph.dir, 's/data/made'), 'utf8').trim().split('\n').sort();
  } catch {
    return [];
  }
}

interface Sent {
  readonly act: Act;
  readonly answered: ReadonlySet<string>;
}

/** Sends acts while the service is killed again and again. */
async function killAgainAndAgain(service: MortalService, acts: readonly Act[], random: () => number): Promise<Sent[]> {
  const sent: Promise<Sent>[] = [];
  for (const act of acts) {
    sent.push(send(service, act).then((answered) => ({ act, answered })));
    await delay(random() * LIFE_MS);
    await service.kill();
    service.begin();
    if (random() < 0.2) {
      await delay(random() * START_MS);
      await service.kill();
      service.begin();
    }
    await service.call('/pools').catch(() => undefined);
  }
  return Promise.all(sent);
}

test('a service that is killed at random loses and doubles nothing, and ends as one that is not', async () => {
  const random = randomFrom(SEED);
  const { graph, service } = await newService();
  const sent = await killAgainAndAgain(service, randomActs(KILLS, random), random);
  const ending = await finished(service, graph);
  const { ids } = await look(service);
  for (const { act, answered } of sent) {
    if (act.kind === 'unkeyed' && answered.size === 0) continue;
    expect([act, [...answered]]).toEqual([act, [ids.get(act.name)]]);
  }
  await service.kill();

  const other = await newService();
  // A call that is not answered may have come through or not.
  await Promise.all(sent.filter(({ act }) => ids.has(act.name)).map(({ act }) => send(other.service, act)));
  const undisturbed = await finished(other.service, other.graph);
  expect(ending).toEqual(undisturbed);
  expect(new Set(ending.made).size).toBe(ending.made.length);
});
