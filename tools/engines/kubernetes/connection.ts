import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { err, ok, type Result } from '../../base/model/index.js';
import { readText, type Capture } from '../../base/runtime/index.js';
import { fixedCredential, tokenInFile, type Credential, type Credentials } from './credentials.js';
import { pluginProblem, PluginCredentials } from './exec_credential.js';
import { chooseContext, type ChosenContext, type Entry } from './kubeconfig.js';
import type { ClusterEntry, UserEntry } from './kubeconfig_schema.js';

/** How to reach the API server of a cluster. */
export interface Connection {
  readonly server: URL;
  readonly namespace: string;
  readonly tls: {
    /** Certificates of those who may sign the server's, as PEM; if absent, those that Node trusts. */
    readonly ca?: string | undefined;
    readonly rejectUnauthorized: boolean;
    readonly servername?: string | undefined;
  };
  readonly credentials: Credentials;
}

/** Where to look for a cluster. */
export interface ConnectOptions {
  /** Path of the one kubeconfig to read. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  /** That of the caller: `KUBECONFIG`, `HOME`, and what credential plugins need. */
  readonly env: Readonly<Record<string, string>>;
  readonly capture: Capture;
  /** An existing folder to start credential plugins in. */
  readonly cwd: string;
  /** The folder that every pod has for its service account. */
  readonly serviceAccountDir?: string;
}

const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Finds the cluster: by the kubeconfig that is named, else by those of `KUBECONFIG`, else by `~/.kube/config`, else by the
 * service account of the pod that this is.
 *
 * @returns an error that names what is wrong, and the fix
 */
export async function connect(options: ConnectOptions): Promise<Result<Connection, string>> {
  const { kubeconfig, context, env } = options;
  const paths = kubeconfig === undefined ? defaultPaths(env) : [kubeconfig];
  const chosen = await chooseContext(paths, context);
  if (!chosen.ok) return chosen;
  if (chosen.value !== undefined) return connectBy(chosen.value, options);
  if (kubeconfig !== undefined) return err(`${kubeconfig} does not exist or describes no cluster`);
  const host = env['KUBERNETES_SERVICE_HOST'];
  if (host !== undefined && context === undefined) return connectInside(host, options);
  return err(`no cluster is configured: set KUBECONFIG, or the option kubeconfig=FILE, or run in a pod`);
}

function defaultPaths(env: ConnectOptions['env']): readonly string[] {
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return named.length > 0 ? named : [join(env['HOME'] ?? homedir(), '.kube', 'config')];
}

/** By the service account of the own pod. */
async function connectInside(host: string, options: ConnectOptions): Promise<Result<Connection, string>> {
  const { env, namespace, serviceAccountDir: dir = SERVICE_ACCOUNT_DIR } = options;
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '443';
  const ca = await readText(join(dir, 'ca.crt'));
  if (!ca.ok) return err(`this pod has no service account: ${ca.error.source} cannot be read (${ca.error.code})`);
  const own = await readText(join(dir, 'namespace'));
  return ok({
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    namespace: namespace ?? (own.ok ? own.value.trim() : 'default'),
    tls: { ca: ca.value, rejectUnauthorized: true },
    credentials: tokenInFile(join(dir, 'token')),
  });
}

async function connectBy(chosen: ChosenContext, options: ConnectOptions): Promise<Result<Connection, string>> {
  const { cluster, user } = chosen;
  const server = addressOf(cluster);
  if (!server.ok) return server;
  const ca = await pemOf(cluster, 'certificate-authority');
  if (!ca.ok) return err(`cluster ${cluster.name}: ${ca.error}`);
  const credentials = user === undefined ? ok(fixedCredential({})) : await credentialsOf(user, cluster, options);
  if (!credentials.ok) return err(`user ${user?.name ?? ''}: ${credentials.error}`);
  return ok({
    server: server.value,
    namespace: options.namespace ?? chosen.namespace ?? 'default',
    tls: {
      ca: ca.value,
      rejectUnauthorized: cluster.value['insecure-skip-tls-verify'] !== true,
      servername: cluster.value['tls-server-name'],
    },
    credentials: credentials.value,
  });
}

function addressOf({ name, value }: Entry<ClusterEntry>): Result<URL, string> {
  const { server = '', 'proxy-url': proxy } = value;
  if (proxy !== undefined && proxy !== '') {
    return err(`cluster ${name}: its proxy-url is not supported; run where its server can be reached, and remove it`);
  }
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol)) {
    return err(
      `cluster ${name}: its server is ${JSON.stringify(server)}; it must be an address such as https://host:6443`,
    );
  }
  return ok(url);
}

/** Fields of users that make requests differ in ways that are not supported. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  username: 'passwords are not supported, and clusters have none since Kubernetes 1.19',
  'auth-provider': 'auth-provider is not supported, and kubectl has none since Kubernetes 1.26; use a plugin (exec)',
  as: 'impersonation (as) is not supported; use the credentials of that user',
};

async function credentialsOf(
  user: Entry<UserEntry>,
  cluster: Entry<ClusterEntry>,
  { env, capture, cwd }: ConnectOptions,
): Promise<Result<Credentials, string>> {
  const { value, folder, name } = user;
  for (const [field, problem] of Object.entries(UNSUPPORTED)) if (value[field] !== undefined) return err(problem);
  const { exec, tokenFile, token } = value;
  if (exec !== undefined && exec !== null) {
    const problem = pluginProblem(exec);
    if (problem !== undefined) return err(`the plugin ${exec.command}: ${problem}`);
    const options = { env, capture, cwd, cluster: cluster.value, now: Date.now };
    return ok(new PluginCredentials({ name, value: exec, folder }, options));
  }
  const cert = await pemOf(user, 'client-certificate');
  if (!cert.ok) return cert;
  const key = await pemOf(user, 'client-key');
  if (!key.ok) return key;
  if ((cert.value === undefined) !== (key.value === undefined)) {
    return err('it needs both, a client-certificate and a client-key');
  }
  const certificate: Credential = { cert: cert.value, key: key.value };
  if (tokenFile === undefined || tokenFile === '')
    return ok(fixedCredential({ ...certificate, token: nonEmpty(token) }));
  const inFile = tokenInFile(resolve(folder, tokenFile));
  return ok({
    get: async (isRefused) => {
      const read = await inFile.get(isRefused);
      return read.ok ? ok({ ...certificate, ...read.value }) : read;
    },
  });
}

/** What a field has inline, else what the file has that it names. */
async function pemOf(
  { value, folder }: Entry<Readonly<Record<string, unknown>>>,
  field: string,
): Promise<Result<string | undefined, string>> {
  const inline = nonEmpty(value[`${field}-data`]);
  if (inline !== undefined) {
    const text = Buffer.from(inline, 'base64').toString();
    return text.includes('-----BEGIN ') ? ok(text) : err(`its ${field}-data is not PEM in base64`);
  }
  const path = nonEmpty(value[field]);
  if (path === undefined) return ok(undefined);
  const text = await readText(resolve(folder, path));
  return text.ok ? text : err(`its ${field} ${text.error.source} cannot be read (${text.error.code})`);
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
