import { constants } from 'node:fs';
import { constants as os } from 'node:os';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';
import { err, ok, type Result } from '../model/index.js';
import { FILE_MODE } from './paths.js';

// posix_spawn(3) and waitpid(2) of the C library, as <spawn.h> and <sys/wait.h> of Linux declare them. glibc creates
// the child with CLONE_VM and CLONE_VFORK, so the cost does not grow with the memory of this process, unlike Node's
// own fork. Node offers neither function, and cannot start a session without a process in between.

const libc = koffi.load(null);

/** Every function declared here returns 0, an error number, or a process id. */
function declare(prototype: string): (...args: readonly unknown[]) => number {
  return libc.func(prototype) as (...args: readonly unknown[]) => number;
}

const initActions = declare('int posix_spawn_file_actions_init(void *actions)');
const destroyActions = declare('int posix_spawn_file_actions_destroy(void *actions)');
const addOpen = declare(
  'int posix_spawn_file_actions_addopen(void *actions, int fd, const char *path, int flags, uint mode)',
);
const addDup2 = declare('int posix_spawn_file_actions_adddup2(void *actions, int fd, int newFd)');
const addChdir = declare('int posix_spawn_file_actions_addchdir_np(void *actions, const char *path)');
const initAttributes = declare('int posix_spawnattr_init(void *attributes)');
const setFlags = declare('int posix_spawnattr_setflags(void *attributes, short flags)');
const setDefaultSignals = declare('int posix_spawnattr_setsigdefault(void *attributes, void *signals)');
const setSignalMask = declare('int posix_spawnattr_setsigmask(void *attributes, void *signals)');
const fillSignals = declare('int sigfillset(void *signals)');
const emptySignals = declare('int sigemptyset(void *signals)');
const posixSpawn = declare(
  'int posix_spawn(_Out_ int *pid, const char *path, void *actions, void *attributes, const char **argv, const char **envp)',
);
const pipe2 = declare('int pipe2(void *ends, int flags)');
const fcntl = declare('int fcntl(int fd, int command, ...)');
const poll = declare('int poll(void *pollfds, ulong count, int timeoutMs)');
const waitid = declare('int waitid(int idType, uint id, void *info, int options)');
const waitpid = declare('int waitpid(int pid, _Out_ int *status, int options)');

/** Large enough for any of the library's opaque structures: the largest, posix_spawnattr_t, has 336 bytes. */
const STRUCTURE_BYTES = 512;

const SET_SIGNAL_DEFAULTS = 0x04;
const SET_SIGNAL_MASK = 0x08;
const SET_SESSION = 0x80;

const CLOSE_ON_EXEC = 0o2000000;

const SET_DESCRIPTOR_FLAGS = 2;
const DESCRIPTOR_CLOSE_ON_EXEC = 1;
const SET_PIPE_BYTES = 1031;

const POLL_IN = 1;
const POLL_HANG_UP = 16;
const POLLED = Buffer.alloc(8);

const NO_HANG = 1;
const EXITED = 4;
const NO_WAIT = 0x0100_0000;
const BY_PID = 1;

const ATTRIBUTES = newAttributes();
const ACTIONS = Buffer.alloc(STRUCTURE_BYTES);
const INFO = Buffer.alloc(STRUCTURE_BYTES);

/** A new session with no signal blocked or ignored. Node, or the process that started it, may ignore some. */
function newAttributes(): Buffer {
  const attributes = Buffer.alloc(STRUCTURE_BYTES);
  const signals = Buffer.alloc(STRUCTURE_BYTES);
  initAttributes(attributes);
  setFlags(attributes, SET_SESSION | SET_SIGNAL_DEFAULTS | SET_SIGNAL_MASK);
  fillSignals(signals);
  setDefaultSignals(attributes, signals);
  emptySignals(signals);
  setSignalMask(attributes, signals);
  return attributes;
}

/** A process to start. The program gets everything in it byte for byte. */
export interface SpawnRequest {
  /** Absolute path. */
  readonly program: string;
  /** Without the program's own name. */
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Opened before anything else, and closed again: the file exists once the process has been started. */
  readonly made?: OpenedFile;
  /** Its standard input, output and error, and its further descriptors. */
  readonly stdio: readonly [Stdio, Stdio, Stdio, ...Stdio[]];
}

/** A file that the child opens, with the flags of `fs.constants`. */
export interface OpenedFile {
  readonly path: string;
  readonly flags: number;
}

/** A file that the child opens, or a descriptor that is already open. It may be one of the child's earlier streams. */
export type Stdio = OpenedFile | { readonly fd: number };

/** Empty input. */
export const NO_INPUT: Stdio = { path: '/dev/null', flags: constants.O_RDONLY };

/**
 * Starts a process as the leader of a new session and process group. The caller must wait for it with `reap`. This
 * thread blocks until the program has been loaded.
 *
 * @returns its process id, or an error code (`ENOENT`), which may concern the program, the directory or the files
 */
export function startProcess(request: SpawnRequest): Result<number, string> {
  const { program, args, env, cwd, made, stdio } = request;
  const pid = [0];
  const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const spawn = (path: string, argv: readonly string[]): number =>
    posixSpawn(pid, path, ACTIONS, ATTRIBUTES, [...argv, null], [...environment, null]);
  initActions(ACTIONS);
  // Standard input, which is opened after it, takes over its descriptor.
  let error = made === undefined ? 0 : addOpen(ACTIONS, 0, made.path, made.flags, FILE_MODE);
  for (const [fd, to] of stdio.entries())
    error ||= 'fd' in to ? addDup2(ACTIONS, to.fd, fd) : addOpen(ACTIONS, fd, to.path, to.flags, FILE_MODE);
  error ||= addChdir(ACTIONS, cwd) || spawn(program, [program, ...args]);
  // A script without a `#!` line is run by sh, as execvp(3) does.
  if (error === os.errno.ENOEXEC) error = spawn('/bin/sh', ['/bin/sh', program, ...args]);
  destroyActions(ACTIONS);
  return error === 0 ? ok(pid[0] ?? 0) : err(getSystemErrorName(-error));
}

/** The two ends of a pipe, as file descriptors. A child inherits them only if its request names them. */
export interface Pipe {
  readonly reader: number;
  readonly writer: number;
}

/**
 * @param flags of both ends, such as `fs.constants.O_NONBLOCK`
 * @returns the pipe, or the error code (`EMFILE`)
 */
export function openPipe(flags = 0): Result<Pipe, string> {
  const ends = new Int32Array(2);
  if (pipe2(ends, CLOSE_ON_EXEC | flags) !== 0) return err(getSystemErrorName(-koffi.errno()));
  const [reader = 0, writer = 0] = ends;
  return ok({ reader, writer });
}

/** Sets the capacity of a pipe. If the system does not allow it, the pipe keeps its capacity. */
export function widenPipe(fd: number, bytes: number): void {
  fcntl(fd, SET_PIPE_BYTES, 'int', bytes);
}

/** Programs that are started from now on do not inherit this descriptor. This process keeps it. */
export function closeOnExec(fd: number): void {
  fcntl(fd, SET_DESCRIPTOR_FLAGS, 'int', DESCRIPTOR_CLOSE_ON_EXEC);
}

/** Looks into a pipe without reading: `over` means that it is empty, and that nobody can write into it any more. */
export function peekPipe(reader: number): 'bytes' | 'empty' | 'over' {
  // struct pollfd: the descriptor, what is asked and what is answered.
  POLLED.writeInt32LE(reader, 0);
  POLLED.writeInt16LE(POLL_IN, 4);
  POLLED.writeInt16LE(0, 6);
  if (poll(POLLED, 1, 0) <= 0) return 'empty';
  const answer = POLLED.readInt16LE(6);
  if ((answer & POLL_IN) !== 0) return 'bytes';
  return (answer & POLL_HANG_UP) === 0 ? 'empty' : 'over';
}

/** How a process ended: with an exit code, or by a signal (`SIGTERM`; `signal 40` if it has no name). */
export type Ended = { readonly code: number } | { readonly signal: string };

/** The usual name of each signal is the first one listed: SIGABRT comes before SIGIOT. */
const SIGNAL_NAMES = new Map<number, string>(
  Object.entries(os.signals)
    .map(([name, value]): [number, string] => [value, name])
    .reverse(),
);

/**
 * Reaps a process that was started here.
 *
 * @param beforeForgotten called while the process id still belongs to this process
 * @returns undefined while the process is running
 */
export function reap(pid: number, beforeForgotten: () => void): Ended | undefined {
  INFO.writeInt32LE(0, 0);
  if (waitid(BY_PID, pid, INFO, EXITED | NO_HANG | NO_WAIT) !== 0) throw new Error(`no child ${String(pid)}`);
  // The first member of siginfo_t is si_signo: SIGCHLD, or 0 if the process is still running.
  if (INFO.readInt32LE(0) === 0) return undefined;
  beforeForgotten();
  const status = [0];
  waitpid(pid, status, 0);
  const [word = 0] = status;
  const signal = word & 0x7f;
  return signal === 0
    ? { code: (word >> 8) & 0xff }
    : { signal: SIGNAL_NAMES.get(signal) ?? `signal ${String(signal)}` };
}
