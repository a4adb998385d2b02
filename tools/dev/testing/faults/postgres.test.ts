import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startPostgres, type PostgresServer } from '../postgres/index.js';
import { killRound, randomInstant, type Fault } from './index.js';

// This test kills the server of the catalog with SIGKILL at random times, during builds of random graphs.

jest.setTimeout(3_600_000);

const ROUNDS = Number(process.env['DATABUILD_TEST_ROUNDS'] ?? '1');

const SEED = Number(process.env['DATABUILD_TEST_SEED'] ?? String(Date.now() % 1_000_000_000));

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

test('a build whose server is killed reports it, and no record is lost or rebuilt', async () => {
  const told: string[] = [];
  const fault: Fault = async (build, _rig, random) => {
    await randomInstant(build, random);
    await server.kill();
    const { code, stderr } = await build.done;
    if (code !== 0) told.push(`${code}: ${stderr}`);
  };
  const common = { catalogOf: () => server.createDatabase(), mend: () => server.restart(), fault };
  for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
    const bundle = process.env['DATABUILD_TEST_BUNDLE'];
    const { problems, undisturbed, disturbed } = await killRound({ seed, kills: 4, bundle, ...common });
    expect({ seed, problems, left: disturbed }).toEqual({ seed, problems: [], left: undisturbed });
  }
  const unclear = told.filter(
    (text) => !/^[12]: [^]*(the server of the catalog postgres:.* was lost|no server answers for)/.test(text),
  );
  expect(unclear).toEqual([]);
});
