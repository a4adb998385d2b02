import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type Child } from './children.js';
import { openPipe, type Stdio } from './posix.js';
import { killGroup } from './process_group.js';
import { randomName } from './random.js';

/** The variable by which a guarded process can be found: it contains the process id of the watcher. */
const LIFELINE_VARIABLE = 'DATABUILD_LIFELINE';

/**
 * Waits while the other end of the pipe is open. If that end closes without a message, its owner was killed: every
 * process group that the file lists gets SIGTERM, and SIGKILL after the grace period. A `?` in the file stands for a
 * process that was just being started; it is found by its environment.
 */
const SCRIPT = `
if [ -w /dev/null ]; then exec >/dev/null 2>&1; else exec >&- 2>&-; fi
trap '' HUP INT TERM
read -r word && exit 0
groups=
starting=
while read -r group; do
  case $group in
    '') ;;
    '?') starting=1 ;;
    *) groups="$groups $group" ;;
  esac
done <&3
signal() {
  alive=
  for group in $groups; do kill -s "$1" -- "-$group" && alive="$alive $group"; done
  groups=$alive
}
signal TERM
if [ "$starting" ]; then
  sleep 1
  for file in $(grep -lzxF -- "${LIFELINE_VARIABLE}=$$" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}
    groups="$groups \${pid%/environ}"
  done
  signal TERM
fi
left=$1
while [ "$groups" ] && [ "$left" -gt 0 ]; do
  sleep 1
  left=$((left - 1))
  signal 0
done
signal KILL
`;

/** Bytes of a line of the file. Process ids have at most seven digits. */
const LINE_BYTES = 12;

/** Ensures that no process group outlives this process, even if it is killed with SIGKILL. */
export class Lifeline {
  /** Undefined if it could not be started: then the build runs anyway, without protection against SIGKILL. */
  readonly #watcher: Child | undefined;
  /** The end of the pipe that closes if this process is killed. */
  #pipe: number | undefined;
  #file: number | undefined;

  constructor(graceMs: number) {
    this.#file = openUnnamed();
    const pipe = openPipe();
    if (!pipe.ok) return;
    const { reader, writer } = pipe.value;
    // The script redirects its output: not every account may open /dev/null for writing.
    const streams = [{ fd: reader }, { fd: 1 }, { fd: 2 }] as const;
    const file: readonly Stdio[] = this.#file === undefined ? [] : [{ fd: this.#file }];
    const started = startChild({
      program: '/bin/sh',
      args: ['-c', SCRIPT, 'databuild-lifeline', String(Math.ceil(graceMs / 1000))],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      stdio: [...streams, ...file],
    });
    closeSync(reader);
    if (started.ok) {
      this.#watcher = started.value;
      this.#pipe = writer;
    } else closeSync(writer);
  }

  /**
   * The process id of the watcher, which ends what this process leaves running; undefined if it could not be started.
   */
  get watcher(): number | undefined {
    return this.#watcher?.pid;
  }

  /** Variables that every guarded process must have. */
  get env(): Readonly<Record<string, string>> {
    return { [LIFELINE_VARIABLE]: String(this.watcher ?? '') };
  }

  /** Call this before a process is started in the slot. */
  starting(slot: number): void {
    this.#write(slot, '?');
  }

  /** Guards the group that the slot's process leads. */
  guard(slot: number, group: number): void {
    this.#write(slot, String(group));
  }

  /** Call this when nothing runs in the slot any more. */
  forget(slot: number): void {
    this.#write(slot, '');
  }

  /** Ends the watcher without touching any group. */
  async release(): Promise<void> {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    if (this.#watcher === undefined || this.#pipe === undefined) return;
    try {
      writeSync(this.#pipe, 'done\n');
    } catch {
      // EPIPE: somebody has killed it.
    }
    closeSync(this.#pipe);
    this.#pipe = undefined;
    // A watcher that a job or a user has stopped reads nothing before it goes on.
    killGroup(this.#watcher.pid, 'SIGCONT');
    await this.#watcher.ended;
  }

  #write(slot: number, text: string): void {
    if (this.#file !== undefined) writeSync(this.#file, `${text.padEnd(LINE_BYTES - 1)}\n`, slot * LINE_BYTES);
  }
}

/** A file without a name: only processes that have it open can use it. */
function openUnnamed(): number | undefined {
  const path = join(tmpdir(), `databuild-lifeline-${randomName()}`);
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } catch {
    return undefined;
  }
}
