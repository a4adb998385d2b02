/** What a parameter or a column of a row can be. Truth values are 0 and 1, times are milliseconds since the epoch. */
export type SqlValue = string | number | null | Uint8Array;

export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * Statements that SQLite and PostgreSQL understand alike. Parameters are `$1`, `$2`, and so on. Rejects with a
 * `CatalogError`.
 */
export interface Sql {
  /** The rows of one statement. */
  readonly all: <Row extends SqlRow>(text: string, parameters?: readonly SqlValue[]) => Promise<Row[]>;
  /** @returns how many rows the statement changed */
  readonly run: (text: string, parameters?: readonly SqlValue[]) => Promise<number>;
  /**
   * The rows of a batch, for `FROM`: each has one column, `value`. The parameter is a JSON array of arrays or objects, whose
   * fields are `value ->> 0` or `value ->> 'name'`; a number also needs a cast, such as `CAST(value ->> 1 AS BIGINT)`.
   *
   * @param parameter for example `$1`
   */
  readonly batch: (parameter: string) => string;
}

/**
 * Tables beside those of the catalog, in the same database. A statement outside of a transaction sees only what is
 * committed.
 */
export interface Database extends Sql, AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres';
  /** Its file, or its address without user and password. */
  readonly place: string;
  /**
   * Runs several statements in one transaction, which is rolled back if the work rejects. In SQLite, no other transaction
   * runs meanwhile, so the work waits for nothing but its statements.
   */
  readonly transaction: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
  /**
   * Brings a group of tables to its newest version, once for all processes that share the database.
   *
   * @param name of the group
   * @param steps each migrates the tables from version n to n + 1; a step is statements that both kinds understand, or one
   *   text for each kind
   * @returns the version of a later DataBuild, if one has migrated the tables before
   */
  readonly migrate: (name: string, steps: readonly MigrationStep[]) => Promise<{ readonly newer?: number }>;
}

export type MigrationStep = string | Readonly<Record<Database['kind'], string>>;
