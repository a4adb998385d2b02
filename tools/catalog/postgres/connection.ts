import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { CatalogError } from '../failure.js';
import { readPostgresError } from './failure.js';

export type Client = Pick<PoolClient, 'query'>;

/** Connections to the server. Their errors are converted to a `CatalogError`. */
export interface Connection {
  /** The catalog's address without secrets. */
  readonly place: string;
  /** Runs one statement in its own transaction. */
  readonly query: <Row extends QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;
  /** Runs several statements in one transaction. */
  readonly inTransaction: <T>(work: (client: Client) => Promise<T>) => Promise<T>;
  /** The same, while no other transaction writes manifests. */
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

  const inTransaction = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
    attempt(() => withClient(pool, (client) => transaction(client, work)));

  return {
    place,
    query: <Row extends QueryResultRow>(text: string, values: readonly unknown[]) =>
      attempt(async () => (await pool.query<Row>(text, [...values])).rows),
    inTransaction,
    inTurn: (work) =>
      inTransaction(async (client) => {
        await client.query('SELECT FROM databuild.catalog FOR UPDATE');
        return await work(client);
      }),
    close: () => attempt(() => pool.end()),
  };
}

/** Runs work on one connection. After a failure, the connection is closed, which ends its transaction. */
export async function withClient<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // If the connection is lost, the current or next statement fails. An unhandled 'error' event would end the process.
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
  const value = await work(client);
  await client.query('COMMIT');
  return value;
}
