import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names, to every process that is guarded, the watcher that guards it. */
const LIFELINE_VARIABLE = 'DATABUILD_LIFELINE';

/**
 * Does nothing while the other end of the pipe is open. When that end closes without a message, its owner was
 * killed: the process groups that the file lists are asked to end, and killed when the grace is over. A `?` is a
 * process that was being started at that instant; it is found by its environment, once it has one.
 */
const SCRIPT = `
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

/** Bytes of a line of the file: process ids have at most seven digits. */
const LINE_BYTES = 12;

/** Makes sure that no process group outlives this process, even when it is killed with SIGKILL. */
export class Lifeline {
  readonly #watcher: ChildProcess;
  #file: number | undefined;

  constructor(graceMs: number) {
    this.#file = openUnnamed();
    const stdio: StdioOptions = ['pipe', 'ignore', 'ignore', this.#file ?? 'ignore'];
    this.#watcher = spawn('/bin/sh', ['-c', SCRIPT, 'databuild-lifeline', String(Math.ceil(graceMs / 1000))], {
      cwd: '/',
      detached: true,
      env: { PATH: '/usr/bin:/bin' },
      stdio,
    });
    // Without the watcher a build is as safe as any other program is against SIGKILL.
    this.#watcher.on('error', () => undefined);
    this.#watcher.stdin?.on('error', () => undefined);
  }

  /** The process that ends what this one leaves behind; nothing where it could not be started. */
  get watcher(): number | undefined {
    return this.#watcher.pid;
  }

  /** To be set for every process that is guarded. */
  get env(): Readonly<Record<string, string>> {
    return { [LIFELINE_VARIABLE]: String(this.#watcher.pid ?? '') };
  }

  /** A process is about to be started in the slot. */
  starting(slot: number): void {
    this.#write(slot, '?');
  }

  /** The slot's process leads this group. */
  guard(slot: number, group: number): void {
    this.#write(slot, String(group));
  }

  /** Nothing runs in the slot. */
  forget(slot: number): void {
    this.#write(slot, '');
  }

  /** The groups were ended in an orderly way. */
  async release(): Promise<void> {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    if (this.#watcher.exitCode !== null || this.#watcher.signalCode !== null || this.#watcher.pid === undefined) return;
    this.#watcher.once('exit', () => {
      resolve(undefined);
    });
    this.#watcher.stdin?.end('done\n');
    await promise;
  }

  #write(slot: number, text: string): void {
    if (this.#file !== undefined) writeSync(this.#file, `${text.padEnd(LINE_BYTES - 1)}\n`, slot * LINE_BYTES);
  }
}

/** A file that only those know who have it open. */
function openUnnamed(): number | undefined {
  const path = join(tmpdir(), `databuild-lifeline-${randomUUID()}`);
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } catch {
    return undefined;
  }
}
