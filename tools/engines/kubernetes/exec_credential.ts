import { resolve } from 'node:path';
import { err, isObject, ok, type Result } from '../../base/model/index.js';
import type { Capture } from '../../base/runtime/index.js';
import type { EngineFailure } from '../engine.js';
import { locateProgram } from '../locate_program.js';
import type { Credential, Credentials } from './credentials.js';
import { refused, unreachable } from './failures.js';
import type { Entry } from './kubeconfig.js';
import type { ExecEntry } from './kubeconfig_schema.js';

/** What a plugin is started with. */
export interface PluginOptions {
  readonly capture: Capture;
  /** Its environment, to which the variables of the kubeconfig are added. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What it is told about the cluster if the kubeconfig wants that. */
  readonly cluster: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A plugin may ask a server that is far away. */
const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** A credential is not used any more shortly before it expires. */
const MARGIN_MS = 30_000;

const API = 'client.authentication.k8s.io';

/** Credentials that a program prints, as the login tools of cloud providers do. It is started without a shell, and only when needed. */
export class PluginCredentials implements Credentials {
  readonly #user: Entry<ExecEntry>;
  readonly #options: PluginOptions;
  #kept: { readonly credential: Credential; readonly expiresAt: number } | undefined;
  #running: Promise<Result<Credential, EngineFailure>> | undefined;
  #hasWorked = false;

  constructor(user: Entry<ExecEntry>, options: PluginOptions) {
    this.#user = user;
    this.#options = options;
  }

  readonly get = async (isRefused: boolean): Promise<Result<Credential, EngineFailure>> => {
    const kept = this.#kept;
    if (kept !== undefined && !isRefused && this.#options.now() < kept.expiresAt - MARGIN_MS)
      return ok(kept.credential);
    // Requests at the same time share one start.
    this.#running ??= this.#ask().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  };

  async #ask(): Promise<Result<Credential, EngineFailure>> {
    const { name, value: plugin, folder } = this.#user;
    const what = `the credential plugin ${plugin.command} of the user ${name}`;
    const { capture, env, cwd } = this.#options;
    const file = plugin.command.includes('/')
      ? resolve(folder, plugin.command)
      : await locateProgram(plugin.command, env['PATH'] ?? '');
    const hint = plugin.installHint === undefined ? '' : `: ${plugin.installHint.trim()}`;
    if (file === undefined) return err(refused(`${what} is not on the PATH${hint}`));
    const outcome = await capture({
      file,
      args: plugin.args ?? [],
      env: {
        ...env,
        ...Object.fromEntries((plugin.env ?? []).map((each) => [each.name, each.value])),
        KUBERNETES_EXEC_INFO: JSON.stringify(this.#request()),
      },
      cwd,
      timeoutMs: TIMEOUT_MS,
      maxStdoutBytes: MAX_OUTPUT_BYTES,
    });
    if (outcome.kind !== 'exited' || outcome.code !== 0) {
      const said = 'stderrTail' in outcome ? outcome.stderrTail.trim() : '';
      const how = outcome.kind === 'exited' ? `exit code ${String(outcome.code)}` : outcome.kind;
      const missing = outcome.kind === 'not-started' && outcome.code === 'ENOENT' ? hint : '';
      const detail = `${what} failed (${how})${said === '' ? missing : `: ${said}`}`;
      // If it has worked before, it is more likely that what it asks is away for a moment.
      return err(this.#hasWorked ? unreachable(detail) : refused(detail));
    }
    const read = readCredential(outcome.stdout.toString());
    if (read === undefined) return err(refused(`${what} printed no ExecCredential with a token or a certificate`));
    this.#hasWorked = true;
    this.#kept = read;
    return ok(read.credential);
  }

  /** What the plugin is told. It cannot ask anybody anything. */
  #request(): object {
    const { apiVersion, provideClusterInfo = false } = this.#user.value;
    const cluster = provideClusterInfo ? { cluster: this.#options.cluster } : {};
    return { apiVersion, kind: 'ExecCredential', spec: { interactive: false, ...cluster } };
  }
}

/** Why a plugin cannot be used; nothing if it can. */
export function pluginProblem({ apiVersion, interactiveMode }: ExecEntry): string | undefined {
  if (![`${API}/v1`, `${API}/v1beta1`].includes(apiVersion)) {
    return `its apiVersion is ${JSON.stringify(apiVersion)}; ${API}/v1 and ${API}/v1beta1 are known`;
  }
  if (interactiveMode === 'Always')
    return 'it always asks questions (interactiveMode), and nobody can answer them here';
  return undefined;
}

function readCredential(printed: string): { credential: Credential; expiresAt: number } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(printed);
  } catch {
    return undefined;
  }
  const status = isObject(value) ? value['status'] : undefined;
  if (!isObject(status)) return undefined;
  const text = (name: string): string | undefined => {
    const field = status[name];
    return typeof field === 'string' && field !== '' ? field : undefined;
  };
  const credential = { token: text('token'), cert: text('clientCertificateData'), key: text('clientKeyData') };
  if (credential.token === undefined && (credential.cert === undefined || credential.key === undefined))
    return undefined;
  const expires = Date.parse(text('expirationTimestamp') ?? '');
  return { credential, expiresAt: Number.isNaN(expires) ? Infinity : expires };
}
