import { afterAll, expect, jest, test } from '@jest/globals';
import { killBuild, killRound } from './index.js';

// These tests kill DataBuild with SIGKILL at random times, on random graphs. A normal test run has only a few kills.
// To run 500:
//
//     bazel test //tools/dev/testing/faults:faults_test --test_env=DATABUILD_TEST_KILLS=500 --test_timeout=7200 \
//       --test_arg=kill_build --test_output=all
//
// DATABUILD_TEST_SEED=<seed in the message of a failure> repeats that failure first.

jest.setTimeout(7_200_000);

const KILLS = Number(process.env['DATABUILD_TEST_KILLS'] ?? '8');

const SEED = Number(process.env['DATABUILD_TEST_SEED'] ?? String(Date.now() % 1_000_000_000));

/** The number of graphs that are built in parallel. */
const AT_ONCE = 2;

/** The number of kills for each graph. */
const KILLS_OF_ONE = 6;

const counts = { graphs: 0, killed: 0, again: 0 };

/** How tasks run: one by one, or up to three in one process. */
const BATCHES = [{}, { batch: 3 }];

afterAll(() => {
  process.stderr.write(
    `kill -9: ${counts.killed} kills, ${counts.graphs} graphs, ${counts.again} tasks ran again; seeds from ${SEED}\n`,
  );
});

test.each(BATCHES)(
  'a killed build loses no record, and later builds rebuild nothing that was recorded: %j',
  async (how) => {
    let seed = SEED;
    const before = counts.killed;
    const work = async (): Promise<void> => {
      while (counts.killed - before < KILLS) {
        const own = seed++;
        const bundle = process.env['DATABUILD_TEST_BUNDLE'];
        const report = await killRound({
          seed: own,
          kills: Math.min(KILLS_OF_ONE, KILLS + before - counts.killed),
          fault: killBuild,
          bundle,
          ...how,
        });
        const { problems, undisturbed, disturbed, killed, again } = report;
        expect({ seed: own, problems, left: disturbed }).toEqual({ seed: own, problems: [], left: undisturbed });
        counts.graphs++;
        counts.killed += killed;
        counts.again += again;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  },
);
