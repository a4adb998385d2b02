import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { passOnSignals } from '../../dev/testing/index.js';
import { crash, playStory, prepareStory, STEPS_A_DAY, storyEnd, type StoryPlace } from './testing/index.js';

let places: StoryPlace[];
let deafen: () => void;

beforeEach(() => {
  deafen = passOnSignals('SIGCHLD');
  places = [];
});

afterEach(async () => {
  deafen();
  for (const { folder } of places) await rm(folder, { recursive: true, force: true });
});

async function newPlace(): Promise<StoryPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'trigger-story-'));
  const place = { folder, location: { stateDir: join(folder, 'state') } };
  await mkdir(place.location.stateDir);
  await prepareStory(place);
  places.push(place);
  return place;
}

/** How a story of some steps ends if nobody is killed, and between how many steps somebody can be. */
async function undisturbed(steps: number): Promise<{ readonly end: unknown; readonly points: number }> {
  const place = await newPlace();
  let points = 0;
  await playStory(place, steps, () => {
    points++;
  });
  return { end: await storyEnd(place), points };
}

test('a process that is killed between any two steps of a day loses and doubles nothing', async () => {
  const { end, points } = await undisturbed(STEPS_A_DAY);
  expect(end).toMatchObject({ waiting: [], count: true });
  expect((end as { requests: string[] }).requests).toHaveLength(8);
  let killed = 0;
  let next = 1;
  const worker = async (): Promise<void> => {
    for (let killAt = next++; killAt <= points; killAt = next++) {
      const place = await newPlace();
      if (await crash({ place, steps: STEPS_A_DAY, killAt })) killed++;
      await playStory(place, STEPS_A_DAY);
      expect([killAt, await storyEnd(place)]).toEqual([killAt, end]);
    }
  };
  await Promise.all([worker(), worker()]);
  expect(killed).toBe(points);
}, 900_000);

test('processes that are killed one after the other, through a whole week, lose and double nothing', async () => {
  const steps = 7 * STEPS_A_DAY;
  const { end } = await undisturbed(steps);
  const place = await newPlace();
  let kills = 0;
  // The later one is killed, the further it comes, so that the story has an end.
  while (await crash({ place, steps, killAt: 20 + 10 * kills })) kills++;
  expect(kills).toBeGreaterThan(5);
  expect(await storyEnd(place)).toEqual(end);
}, 900_000);
