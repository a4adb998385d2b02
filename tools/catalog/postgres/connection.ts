import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { CatalogError } from '../failure.js';
import { readPostgresError } from './failure.js';

export type Client = Pick<PoolClient, 'query'>;

/** A server's connections, whose errors are the catalog's. */
export interface Connection {
  /** The catalog's address as it can be shown. */
  readonly place: string;
  /** One statement, in a transaction of its own. */
  readonly query: <Row extends QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;
  /**
   * Several statements in one transaction that has the turn to write manifests: nobody else's become visible while it
   * works.
   */
  readonly inTurn: <T>(work: (client: Client) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

export function connection(pool: Pool, place: string): Connection {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new CatalogError(readPostgresError(error, place), error);
    }
  };

  return {
    place,
    query: <Row extends QueryResultRow>(text: string, values: readonly unknown[]) =>
      attempt(async () => (await pool.query<Row>(text, [...values])).rows),
    inTurn: (work) => attempt(() => withClient(pool, (client) => transaction(client, work))),
    close: () => attempt(() => pool.end()),
  };
}

/** Lends out one connection. After a failure it is closed, which ends whatever transaction it was in. */
export async function withClient<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // The statement under way, or the next one, fails when the connection is lost; as an event it would end the process.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  try {
    const value = await work(client);
    client.off('error', ignore);
    client.release();
    return value;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function transaction<T>(client: Client, work: (client: Client) => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  await client.query('SELECT FROM databuild.catalog FOR UPDATE');
  const value = await work(client);
  await client.query('COMMIT');
  return value;
}
