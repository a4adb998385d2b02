/** The variables that clients of PostgreSQL read (https://www.postgresql.org/docs/current/libpq-envars.html). */
const POSTGRES = /^PG[A-Z]+$/;

/**
 * The variables that lead programs to the catalog of the service: its address, and what it takes to connect to it, such as
 * `PGPASSWORD`. An address on the command line would be shown to everyone on the machine.
 *
 * @param env the variables of the service
 */
export function catalogEnv(
  catalogUrl: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  if (catalogUrl === undefined) return {};
  const ofPostgres = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && POSTGRES.test(name) ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(ofPostgres), DATABUILD_CATALOG: catalogUrl };
}
