import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE } from '../../../cli/testing/index.js';
import { killBuild, killRound, writeProcessesProgram } from './index.js';

// More kills, or a repetition of those of a failure: see kill_build.test.ts.

jest.setTimeout(7_200_000);

const KILLS = Number(process.env['DATABUILD_TEST_KILLS'] ?? '4');

const SEED = Number(process.env['DATABUILD_TEST_SEED'] ?? String(Date.now() % 1_000_000_000));

/** The number of kills for each graph. */
const KILLS_OF_ONE = 4;

const counts = { killed: 0, adopted: 0 };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'by-processes-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  process.stderr.write(
    `kill -9 with an engine: ${counts.killed} kills, ${counts.adopted} builds took tasks over; seeds from ${SEED}\n`,
  );
});

test.each([{}, { batch: 3 }])(
  'whenever a build by an engine is killed, the next one runs no task again: %j',
  async (how) => {
    const bundle = writeProcessesProgram(folder, process.env['DATABUILD_TEST_BUNDLE'] ?? BUNDLE);
    let killed = 0;
    for (let seed = SEED; killed < KILLS; seed++) {
      const kills = Math.min(KILLS_OF_ONE, KILLS - killed);
      const round = await killRound({ seed, kills, fault: killBuild, bundle, engine: 'slurm', jobs: 4, ...how });
      const { problems, undisturbed, disturbed, begun, last } = round;
      expect({ seed, problems, left: disturbed }).toEqual({ seed, problems: [], left: undisturbed });
      expect({ seed, begun: begun.toSorted(), last: last.stderr }).toMatchObject({
        begun: [...new Set(begun)].toSorted(),
      });
      killed += round.killed;
      counts.killed += round.killed;
      if (last.stderr.includes('that a killed build had started')) counts.adopted++;
    }
  },
);
