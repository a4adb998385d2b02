import { dirname } from 'node:path';
import { err, ok, type Result } from '../../base/model/index.js';
import { CLOCK, locateDirectories, resolveUserPath } from '../../base/runtime/index.js';
import {
  makeToken,
  proxyHeader,
  readWebPages,
  tokenFile,
  type Authenticator,
  type WebPages,
} from '../../service/api/index.js';
import { describeServiceFailure, jsonLog, startService, type Log } from '../../service/server/index.js';
import { graphProgram, onlyProgram, type GraphProgram } from '../../service/programs/index.js';
import type { GraphInvocation, ServiceInvocation } from '../command.js';

/** How long calls that run may go on after the first signal, in milliseconds. */
const LAST_CALLS_MS = 4000;

/** Proxies whose header is trusted if none is named: those of this machine. */
const THIS_MACHINE = ['127.0.0.0/8', '::1'];

/**
 * Runs a service until a signal ends it: of one graph, or of those that are deployed to it. Its builds go on.
 *
 * @returns the exit code
 */
export async function runServe(invocation: ServiceInvocation): Promise<number> {
  const { args, cancellation, context, descriptor, messages, options, out, refuse, usageError } = invocation;
  if (args.length > 0) return usageError(`unexpected argument ${JSON.stringify(args[0])}`);
  if (options.makeToken !== undefined) return printToken(options.makeToken, invocation);
  if (options.keepBuilds !== undefined && options.keepFor === undefined) {
    return usageError('--keep-builds is about --keep-for AGE, which is missing; add it, such as --keep-for 90d');
  }
  const log = jsonLog((line) => {
    messages.line(line);
  }, CLOCK);
  const auth = authOf(invocation, log);
  if (!auth.ok) return usageError(auth.error);
  const pages = await pagesOf(context);
  if (!pages.ok) return refuse(pages.error);
  const { stateDir, dataDir } = locateDirectories(context, options);
  const catalogUrl = options.catalog ?? context.env['DATABUILD_CATALOG'];
  const started = await startService(
    {
      host: options.host ?? '127.0.0.1',
      port: options.port,
      stateDir,
      dataDir,
      ...(descriptor.kind === 'graph' && { programs: onlyProgram(programHere({ ...invocation, descriptor })) }),
      ...{ env: context.env, passEnv: options.passEnv },
      catalogUrl: catalogUrl === '' ? undefined : catalogUrl,
      auth: auth.value,
      retention: { keepMs: options.keepFor, keepBuilds: options.keepBuilds },
      logsCalls: options.logCalls,
      pages: pages.value,
    },
    { clock: CLOCK, log, pid: process.pid, machine: context.host },
  );
  if (!started.ok) return refuse(describeServiceFailure(started.error));
  const { url, stop } = started.value;
  await out.write(`${url}\n`);
  const { signal, stop: second, kill } = cancellation;
  await aborted(signal);
  // After SIGTERM, `second` is aborted at once, and the next signal is `kill`.
  await stop(AbortSignal.any([second.aborted ? kill : second, AbortSignal.timeout(LAST_CALLS_MS)]));
  return 0;
}

/** The web pages, which are beside the program. */
async function pagesOf({ program }: GraphInvocation['context']): Promise<Result<WebPages, string>> {
  try {
    return ok(await readWebPages(dirname(program[1] ?? '')));
  } catch (error) {
    const { message } = error as Error;
    return err(
      `the web pages cannot be read: ${message}\n  Copy the complete .runfiles folder, or unpack the archive again.`,
    );
  }
}

async function printToken(
  { name, role }: NonNullable<ServiceInvocation['options']['makeToken']>,
  { messages, options, out }: ServiceInvocation,
): Promise<number> {
  const { token, line } = makeToken(name, role);
  await out.write(`${token}\n`);
  if (options.quiet) await out.write(`${line}\n`);
  else messages.line(`the line of the token file that lets it in:\n${line}`);
  return 0;
}

/** The program of the graph whose target this is. */
function programHere({ context, descriptor, descriptorFile, options, runfilesDir }: GraphInvocation): GraphProgram {
  return graphProgram({
    descriptor,
    runfilesDir,
    command: (phase) => [...context.program, phase, runfilesDir, descriptorFile],
    parentEnv: context.env,
    passEnv: options.passEnv,
  });
}

function authOf({ context, options }: ServiceInvocation, log: Log): Result<Authenticator | undefined, string> {
  const { auth, authRoles, authProxies } = options;
  if (auth?.by !== 'header' && (authRoles !== undefined || authProxies.length > 0)) {
    return err('--auth-roles and --auth-proxy are about --auth header:NAME; add it, or leave them out');
  }
  if (auth === undefined) return ok(undefined);
  if (auth.by === 'tokens') return ok(tokenFile(resolveUserPath(context, auth.file), CLOCK, log.warn));
  if (authRoles === undefined) return err('--auth header:NAME needs the roles of its users; add --auth-roles FILE');
  const proxy = {
    header: auth.header.toLowerCase(),
    rolesFile: resolveUserPath(context, authRoles),
    proxies: authProxies.length > 0 ? authProxies : THIS_MACHINE,
  };
  return ok(proxyHeader(proxy, CLOCK, log.warn));
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  signal.addEventListener('abort', () => {
    resolve(undefined);
  });
  await promise;
}
