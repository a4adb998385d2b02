import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';
import { locateBinaries, type Binaries } from './binaries.js';
import { unprivileged } from './unprivileged.js';

/** A real PostgreSQL server on the loopback interface, with its own data directory. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** Creates an empty database and returns its address. */
  readonly createDatabase: () => Promise<string>;
  /** Sends SIGKILL to the server. */
  readonly kill: () => Promise<void>;
  /** Starts it again, on the same port and with the same data. */
  readonly restart: () => Promise<void>;
  /** Stops it and removes its data. */
  readonly stop: () => Promise<void>;
}

const HOST = '127.0.0.1';
const USER = 'databuild';

/**
 * How many times a start is tried: another process may have taken the port, or a killed server may still be running.
 */
const MAX_ATTEMPTS = 20;

/** Starts a server. It ends with the process that started it, at the latest. */
export async function startPostgres(): Promise<PostgresServer> {
  // In /tmp, so that the account of the server can reach it: the folder for temporary files may be below /root.
  const dir = await mkdtemp('/tmp/databuild-postgres-');
  await chmod(dir, 0o755);
  const { prefix, isStranger } = await unprivileged(dir);
  const binaries = await locateBinaries(dir, isStranger);
  const data = join(dir, 'data');
  const [program, ...args] = [
    ...prefix,
    ...[binaries.initdb, '--pgdata', data, '--username', USER, '--auth=trust', '--encoding=UTF8', '--locale=C'],
    '--no-sync',
  ];
  await promisify(execFile)(program, args, { cwd: dir, env: binaries.env });

  const installation = { binaries, prefix, dir, data };
  let { server, port } = await startServer(installation, freePort);
  let databases = 0;
  const stopWith = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };

  return {
    host: HOST,
    port,
    createDatabase: async () => {
      const name = `test_${String(++databases)}`;
      const client = new pg.Client({ host: HOST, port, user: USER, database: 'postgres' });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return `postgres://${USER}@${HOST}:${String(port)}/${name}`;
    },
    kill: () => stopWith('SIGKILL'),
    restart: async () => {
      ({ server, port } = await startServer(installation, () => Promise.resolve(port)));
    },
    stop: async () => {
      // Closes the remaining connections, and skips the checkpoint.
      await stopWith('SIGQUIT');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Installation {
  readonly binaries: Binaries;
  readonly prefix: readonly string[];
  readonly dir: string;
  readonly data: string;
}

async function startServer(
  installation: Installation,
  nextPort: () => Promise<number>,
): Promise<{ readonly server: ChildProcess; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await nextPort();
    const { server, log } = await tryServer(installation, port);
    if (server !== undefined) return { server, port };
    if (attempt === MAX_ATTEMPTS) throw new Error(`PostgreSQL does not start:\n${log}`);
  }
}

/** Waits until the server accepts connections or exits. */
async function tryServer(
  { binaries, prefix, dir, data }: Installation,
  port: number,
): Promise<{ readonly server: ChildProcess | undefined; readonly log: string }> {
  const [program = '', ...args] = [
    ...prefix,
    // If the test is killed, its server ends, too.
    ...['setpriv', '--pdeathsig', 'QUIT', '--'],
    ...[binaries.postgres, '-D', data, '-p', String(port), '-c', `listen_addresses=${HOST}`],
    ...['-c', 'unix_socket_directories=', '-c', 'max_connections=100'],
    // Without fsync, only the crash of the machine can lose data, not the death of a process.
    ...['-c', 'fsync=off', '-c', 'shared_buffers=32MB', '-c', 'dynamic_shared_memory_type=mmap'],
  ];
  const server = spawn(program, args, {
    cwd: dir,
    env: binaries.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  for await (const line of createInterface({ input: server.stderr })) {
    log += `${line}\n`;
    if (!line.includes('ready to accept connections')) continue;
    server.stderr.resume();
    return { server, log };
  }
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  return { server: undefined, log };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
