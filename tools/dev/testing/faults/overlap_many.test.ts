import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startPostgres, type PostgresServer } from '../postgres/index.js';
import { overlapRound, type OverlapReport } from './index.js';

// These tests run 2 to 8 builds of overlapping parts of random graphs on one catalog. A normal test run has only a
// few rounds. To run more:
//
//     bazel test //tools/dev/testing/faults:faults_test --test_env=DATABUILD_TEST_OVERLAPS=20 --test_timeout=7200 \
//       --test_arg=overlap_many
//
// DATABUILD_TEST_SEED=<seed in the message of a failure> repeats that failure first.

jest.setTimeout(7_200_000);

const ROUNDS = Number(process.env['DATABUILD_TEST_OVERLAPS'] ?? '1');

const SEED = Number(process.env['DATABUILD_TEST_SEED'] ?? String(Date.now() % 1_000_000_000));

const BUILDS = ROUNDS > 1 ? [2, 3, 4, 5, 6, 7, 8] : [8];

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

describe.each([
  ['SQLite', () => Promise.resolve({})],
  ['PostgreSQL', async () => ({ catalog: await server.createDatabase() })],
])('on one catalog in %s', (_, place) => {
  const round = async (seed: number, builds: number, kills: number): Promise<OverlapReport> =>
    overlapRound({ seed, builds, kills, bundle: process.env['DATABUILD_TEST_BUNDLE'], ...(await place()) });

  /** Every partition exists, was recorded once, and was made from current inputs. */
  const expectWhole = (seed: number, { problems, codes, left }: OverlapReport): void => {
    expect({ seed, problems, failed: codes.filter((code) => code !== 0) }).toEqual({ seed, problems: [], failed: [] });
    expect(Object.keys(left.data)).toEqual(Object.keys(left.partitions));
    const odd = Object.entries(left.partitions).filter(
      ([, { happened, inputs }]) => happened !== 1 || inputs.some(({ current }) => !current),
    );
    expect({ seed, odd, problems: left.problems }).toEqual({ seed, odd: [], problems: [] });
  };

  test.each(BUILDS)('%i builds build every partition exactly once', async (builds) => {
    for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
      const report = await round(seed, builds, 0);
      expectWhole(seed, report);
      expect({ seed, repeated: Object.entries(report.ends).filter(([, times]) => times !== 1) }).toEqual({
        seed,
        repeated: [],
      });
    }
  });

  test('the surviving builds take over the tasks of killed ones', async () => {
    for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
      const builds = 4 + (seed % 5);
      expectWhole(seed, await round(seed, builds, builds >> 1));
    }
  });
});
