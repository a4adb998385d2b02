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

export interface Statement {
  readonly text: string;
  readonly parameters?: readonly SqlValue[];
}

/** A statement that is run for each of many rows, in the quickest way of the database. What no database stores in a text is replaced. */
export interface RowsStatement {
  readonly rows: readonly (readonly SqlValue[])[];
  /** For example `INSERT INTO letters SELECT ${value(0)}, ${value(1, 'BIGINT')} ${from} WHERE true`. */
  readonly text: (row: RowSource) => string;
}

export interface RowSource {
  /** `FROM` and where the rows are; it may be empty. */
  readonly from: string;
  /** The column of a row with this index, as the type, or as text if that is left out. */
  readonly value: (index: number, type?: 'BIGINT' | 'DOUBLE PRECISION') => string;
}

/** Reads tables beside those of a catalog, without any right to write. */
export interface DatabaseView extends Pick<Sql, 'all' | 'batch'>, AsyncDisposable {
  /** Its file, or its address without user and password. */
  readonly place: string;
  /** The version of a group of tables; 0 if there are none. */
  readonly version: (name: string) => Promise<number>;
}

/**
 * Tables beside those of the catalog, in the same database. A statement outside of a transaction sees only what is
 * committed.
 */
export interface Database extends Sql, DatabaseView {
  readonly kind: 'sqlite' | 'postgres';
  /**
   * Runs several statements in one transaction, which is rolled back if the work rejects. In SQLite, no other transaction
   * runs meanwhile, so the work waits for nothing but its statements.
   */
  readonly transaction: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
  /**
   * Runs the statements in one transaction. In SQLite nothing else of this process runs meanwhile, so it never stands in the
   * way of the catalog's own connection, whose writes block this process.
   */
  readonly atomically: (statements: readonly (Statement | RowsStatement)[]) => Promise<void>;
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
