import { errorCode, errorMessage } from '../base/runtime/index.js';
import { VERSION } from './version.js';

/** The native code that the bundle loads from its own directory. */
const ADDON = 'koffi.node';

/** The message and the exit code of an unexpected exception. */
export function describeBug(
  error: unknown,
  env: Readonly<Record<string, string | undefined>>,
): { readonly text: string; readonly code: 1 | 2 } {
  const installation = installationProblem(error);
  if (installation !== undefined) return { text: `databuild: ${installation}\n`, code: 2 };
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : what;
  const detail = env['DATABUILD_DEBUG'] === '1' ? stack : `${what}\nSet DATABUILD_DEBUG=1 to see the stack trace.`;
  const text = `databuild: this is a bug in DataBuild ${VERSION} (node ${process.version}); please report it.\n${detail}\n`;
  return { text, code: 1 };
}

/** Why an installation does not work: it is incomplete, or on a file system that runs no programs. */
function installationProblem(error: unknown): string | undefined {
  const [message = ''] = errorMessage(error).split('\n');
  if (!['MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'].includes(errorCode(error)) || !message.includes(ADDON))
    return undefined;
  return (
    `${ADDON}, which belongs beside databuild.mjs, cannot be loaded: ${message}\n` +
    '  Copy the complete .runfiles folder, or unpack the archive again, to a file system that is not mounted with ' +
    'noexec.'
  );
}
