import { VERSION } from './version.js';

/** What people see of an exception that nobody expected. */
export function describeBug(error: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : what;
  const detail = env['DATABUILD_DEBUG'] === '1' ? stack : `${what}\nDATABUILD_DEBUG=1 shows where.`;
  return `databuild: this is a bug in DataBuild ${VERSION} (node ${process.version}); please report it.\n${detail}\n`;
}
