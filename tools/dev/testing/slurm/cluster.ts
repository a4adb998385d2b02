import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { killProcessesWith } from './processes.js';

/** A real Slurm on the loopback interface. It ends with the process that started it, at the latest. */
export interface SlurmCluster {
  /** Variables for the programs of Slurm. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a program of Slurm. @returns what it printed */
  readonly tool: (name: string, ...args: readonly string[]) => Promise<string>;
  /** Sends SIGKILL to the daemon of a node. Its jobs go on. @param node from 1 */
  readonly killNode: (node: number) => Promise<void>;
  /** Sends SIGKILL to everything that runs for jobs of a node, as when it loses its power. */
  readonly killJobs: (node: number) => Promise<void>;
  readonly startNode: (node: number) => Promise<void>;
  /** Stops the controller; jobs go on. */
  readonly stopController: () => Promise<void>;
  readonly startController: () => Promise<void>;
  /** The modes of the files in which the controller keeps the environments of jobs. */
  readonly modesOfEnvironments: () => Promise<readonly number[]>;
  readonly stop: () => Promise<void>;
}

export interface SlurmOptions {
  readonly nodes?: number;
  /** Of each node. */
  readonly cpus?: number;
  /** More lines of `slurm.conf`; of a setting that is there already, the last one counts. */
  readonly config?: Readonly<Record<string, string>>;
}

/** Whether this machine has the programs. The set-up of the tests installs them. */
export const HAS_SLURM = ['/usr/sbin/slurmctld', '/usr/sbin/slurmd', '/usr/bin/sbatch', '/usr/sbin/munged'].every(
  (path) => existsSync(path),
);

/** Slurm sets it for jobs. */
const NODE_VARIABLE = 'SLURMD_NODENAME';

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

export async function startSlurm({ nodes = 2, cpus = 16, config = {} }: SlurmOptions = {}): Promise<SlurmCluster> {
  // In /tmp, because the path of a socket has at most 107 bytes.
  const dir = await mkdtemp('/tmp/databuild-slurm-');
  await chmod(dir, 0o755);
  const numbers = Array.from({ length: nodes }, (_, number) => number + 1);
  for (const folder of ['munge', 'state', ...numbers.map((number) => `spool/n${String(number)}`)]) {
    await mkdir(join(dir, folder), { recursive: true });
  }
  await writeFile(join(dir, 'munge/key'), randomBytes(1024), { mode: 0o600 });
  const [controllerPort = 0, ...nodePorts] = await freePorts(nodes + 1);
  const conf = join(dir, 'slurm.conf');
  const env = { PATH, SLURM_CONF: conf, HOME: dir, LANG: 'C.UTF-8' };
  await writeFile(conf, configText(dir, { controllerPort, nodePorts, cpus, config }));

  const running = new Map<string, ChildProcess>();
  const start = (name: string, program: string, args: readonly string[]): void => {
    // What a node starts for its jobs inherits the variable, or gets it from Slurm.
    const child = spawn(program, args, { env: { ...env, [NODE_VARIABLE]: name }, cwd: dir, stdio: 'ignore' });
    running.set(name, child);
  };
  const end = async (name: string, signal: NodeJS.Signals): Promise<void> => {
    const child = running.get(name);
    running.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  const tool: SlurmCluster['tool'] = async (name, ...args) => {
    return (await promisify(execFile)(name, [...args], { env, cwd: dir })).stdout;
  };
  const controller = (): void => {
    start('controller', 'slurmctld', ['-D', '-f', conf]);
  };
  const node = (number: number): void => {
    start(`n${String(number)}`, 'slurmd', ['-D', '-f', conf, '-N', `n${String(number)}`]);
  };
  const munge = ['key', 'socket', 'pid', 'log', 'seed'].map((name) => {
    return `--${name}${name === 'socket' ? '' : '-file'}=${join(dir, 'munge', name)}`;
  });
  start('munge', 'munged', ['--foreground', '--num-threads=2', ...munge]);
  await until(() => Promise.resolve(existsSync(join(dir, 'munge/socket'))));
  controller();
  numbers.forEach(node);
  const idle = async (count: number): Promise<void> => {
    await until(async () => {
      const listed = await tool('sinfo', '-h', '-N', '-t', 'idle,mixed,allocated', '-o', '%N').catch(() => '');
      return listed.trim().split('\n').filter(Boolean).length >= count;
    });
  };
  await idle(nodes);
  return {
    env,
    tool,
    killNode: (number) => end(`n${String(number)}`, 'SIGKILL'),
    killJobs: (number) => killProcessesWith([`SLURM_CONF=${conf}`, `${NODE_VARIABLE}=n${String(number)}`]),
    startNode: async (number) => {
      node(number);
      await tool('scontrol', 'update', `NodeName=n${String(number)}`, 'State=RESUME').catch(() => '');
      await idle(nodes);
    },
    stopController: () => end('controller', 'SIGTERM'),
    startController: async () => {
      controller();
      await idle(nodes);
    },
    modesOfEnvironments: async () => {
      const kept = await readdir(join(dir, 'state'), { recursive: true, withFileTypes: true });
      const files = kept.filter(({ name }) => name === 'environment');
      const stats = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
      return stats.map(({ mode }) => mode & 0o777);
    },
    stop: async () => {
      await tool('scancel', '--partition=main').catch(() => '');
      await Promise.all(numbers.map((number) => end(`n${String(number)}`, 'SIGTERM')));
      await end('controller', 'SIGTERM');
      await end('munge', 'SIGTERM');
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Layout {
  readonly controllerPort: number;
  readonly nodePorts: readonly number[];
  readonly cpus: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Neither systemd nor control groups, and nothing that listens beyond loopback. */
function configText(dir: string, { controllerPort, nodePorts, cpus, config }: Layout): string {
  const host = hostname().replace(/\..*/, '');
  const user = userInfo().username;
  const settings: Record<string, string> = {
    ClusterName: 'databuild',
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmctldPort: String(controllerPort),
    SlurmUser: user,
    SlurmdUser: user,
    AuthType: 'auth/munge',
    CredType: 'cred/munge',
    AuthInfo: `socket=${join(dir, 'munge/socket')}`,
    CommunicationParameters: 'NoCtldInAddrAny,NoInAddrAny',
    StateSaveLocation: join(dir, 'state'),
    SlurmdSpoolDir: join(dir, 'spool/%n'),
    SlurmctldPidFile: join(dir, 'slurmctld.pid'),
    SlurmdPidFile: join(dir, 'slurmd-%n.pid'),
    SlurmctldLogFile: join(dir, 'slurmctld.log'),
    SlurmdLogFile: join(dir, 'slurmd-%n.log'),
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    JobAcctGatherType: 'jobacct_gather/none',
    MpiDefault: 'none',
    SwitchType: 'switch/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU',
    SchedulerType: 'sched/backfill',
    SchedulerParameters: 'sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1',
    PriorityType: 'priority/basic',
    ReturnToService: '2',
    SlurmdParameters: 'config_overrides',
    KillWait: '2',
    InactiveLimit: '0',
    AccountingStorageType: 'accounting_storage/none',
    ...config,
  };
  return [
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ...nodePorts.map((port, number) => {
      const node = `NodeName=n${String(number + 1)} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${String(port)}`;
      return `${node} CPUs=${String(cpus)} RealMemory=1024 State=UNKNOWN`;
    }),
    'PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO',
    '',
  ].join('\n');
}

/** Ports that are free now, each another one. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** @throws if it does not hold within 30 seconds */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('Slurm did not come up');
}
