import { afterAll, beforeAll, describe } from '@jest/globals';
import { startPostgres, type PostgresServer } from '../../dev/testing/postgres/index.js';

/** Gives the address of a new, empty database on PostgreSQL, or nothing for SQLite in the state directory of the test. */
export type NewUrl = () => Promise<string | undefined>;

/**
 * Runs the same tests with SQLite and with PostgreSQL.
 *
 * @param title has `%s` for the name of the database
 */
export function describeEachDatabase(title: string, tests: (newUrl: NewUrl) => void): void {
  describe(title.replace('%s', 'SQLite'), () => {
    tests(() => Promise.resolve(undefined));
  });
  describe(title.replace('%s', 'PostgreSQL'), () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    }, 120_000);
    afterAll(() => server.stop());
    tests(() => server.createDatabase());
  });
}
