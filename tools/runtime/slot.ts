import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { killGroup } from './process_group.js';
import { isShellOwned, launchText, NOT_OPENED, NOT_STARTED, PRELUDE, READY, type Launch } from './shell_text.js';

/** How one launch ended. */
export type LaunchOutcome =
  | { readonly kind: 'exited'; readonly code: number; readonly wroteMetadata: boolean }
  /**
   * SIGINT and SIGPIPE are reported as `exited` with 130 and 141: a shell says of every signal but these two that
   * there was one.
   */
  | { readonly kind: 'killed'; readonly signal: string }
  /** It took longer than its launch allows. */
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'log-not-opened'; readonly detail: string }
  /** The slot was told to stop before the process was started. */
  | { readonly kind: 'not-started' }
  /** The helper shell went away under the process; its group was killed. */
  | { readonly kind: 'slot-died'; readonly detail: string };

export interface SlotOptions {
  /** Working directory of every process; must exist. */
  readonly cwd: string;
  /** Environment of every process, before its own. */
  readonly env: Readonly<Record<string, string>>;
}

interface Pending {
  readonly resolve: (outcome: LaunchOutcome) => void;
  said: string;
}

/**
 * A helper shell that starts processes, one at a time, in its own session and process group.
 *
 * Node forks to spawn, which costs tens of milliseconds once a plan is in memory; a helper that was started early
 * stays small. It reads its commands as a script on standard input, so no argument has a length limit on the way.
 */
export class Slot {
  readonly #options: SlotOptions;
  readonly #ownedEnv: Record<string, string> = {};
  readonly #plainEnv: Record<string, string> = {};
  readonly #onStart: (pid: number) => void;
  #helper: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #pending: Pending | undefined;
  #received = '';
  #ready = false;

  /** @param onStart told the process group of each helper, the first one and any that replaces it */
  constructor(options: SlotOptions, onStart: (pid: number) => void) {
    this.#options = options;
    this.#onStart = onStart;
    for (const [name, value] of Object.entries(options.env)) {
      (isShellOwned(name) ? this.#ownedEnv : this.#plainEnv)[name] = value;
    }
    this.#start();
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  run(launch: Launch): Promise<LaunchOutcome> {
    if (this.#pending !== undefined) throw new Error('a slot runs one process at a time');
    const { promise, resolve } = Promise.withResolvers<LaunchOutcome>();
    this.#pending = { resolve, said: '' };
    const helper = this.#helper ?? this.#start();
    helper.stdin?.write(launchText(launch, this.#ownedEnv));
    return promise;
  }

  /** Signals the process and everything it started that stayed in its group. SIGKILL ends the helper too. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    killGroup(this.#helper?.pid, signal);
  }

  /** Ends the helper, and with it whatever finished processes have left running in the group. */
  async close(): Promise<void> {
    killGroup(this.#helper?.pid, 'SIGKILL');
    await this.#exited;
  }

  #start(): ChildProcess {
    const helper = spawn('/bin/sh', [], {
      cwd: this.#options.cwd,
      env: this.#plainEnv,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#helper = helper;
    this.#received = '';
    this.#ready = false;
    const exited = Promise.withResolvers<undefined>();
    this.#exited = exited.promise;
    helper.stdout.setEncoding('utf8');
    helper.stdout.on('data', (text: string) => {
      this.#receive(text);
    });
    // A write to a helper that has died is followed by its 'close', which tells more.
    helper.stdin.on('error', () => undefined);
    const ended = (detail: string): void => {
      if (this.#helper === helper) this.#helper = undefined;
      this.#settle({ kind: 'slot-died', detail });
      exited.resolve(undefined);
    };
    helper.once('error', (error) => {
      ended(error.message);
    });
    helper.once('exit', (code, signal) => {
      // Nobody is left to tell when the group ends.
      killGroup(helper.pid, 'SIGKILL');
      if (signal === 'SIGKILL' && this.#pending !== undefined) this.#settle({ kind: 'killed', signal });
      ended(signal === null ? `it exited with code ${String(code)}` : `it was killed by ${signal}`);
    });
    helper.stdin.write(PRELUDE);
    if (helper.pid !== undefined) this.#onStart(helper.pid);
    return helper;
  }

  #receive(text: string): void {
    const lines = (this.#received + text).split('\n');
    this.#received = lines.pop() ?? '';
    for (const line of lines) {
      if (!this.#ready) {
        this.#ready = line === READY;
        continue;
      }
      if (this.#pending === undefined) continue;
      if (line.startsWith('=')) this.#settle(readStatus(line, this.#pending.said));
      else this.#pending.said += `${line}\n`;
    }
  }

  #settle(outcome: LaunchOutcome): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.resolve(outcome);
  }
}

/** The usual name of each signal is the first one listed: SIGABRT comes before SIGIOT. */
const SIGNAL_NAMES = new Map<number, string>(
  Object.entries(constants.signals)
    .map(([name, value]): [number, string] => [value, name])
    .reverse(),
);

/** @param line `=<status>` or `=<status> m`; @param said what the shell printed before it */
function readStatus(line: string, said: string): LaunchOutcome {
  const status = Number.parseInt(line.slice(1), 10);
  if (said !== '') {
    if (said.includes(NOT_STARTED)) return { kind: 'not-started' };
    if (said.includes(NOT_OPENED)) {
      return { kind: 'log-not-opened', detail: said.replace(NOT_OPENED, '').trim() };
    }
    // "Killed", "Terminated", "Segmentation fault (core dumped)": an exit code of 128 + n comes without a word.
    if (status > 128) {
      return { kind: 'killed', signal: SIGNAL_NAMES.get(status - 128) ?? `signal ${String(status - 128)}` };
    }
  }
  return { kind: 'exited', code: status, wroteMetadata: line.endsWith(' m') };
}
