import { playStory, type StoryPlace } from './story.js';

/** A process that plays the story and kills itself when it has reached a number of steps. */
export interface CrashTask {
  readonly place: StoryPlace;
  readonly steps: number;
  /** After how many steps it dies; it says which that was. */
  readonly killAt: number;
}

const { place, steps, killAt } = JSON.parse(process.argv[2] ?? '') as CrashTask;
let count = 0;
await playStory(place, steps, () => {
  if (++count === killAt) process.kill(process.pid, 'SIGKILL');
});
