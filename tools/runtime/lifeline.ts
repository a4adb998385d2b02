import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Reads process groups, one a line, and does nothing while somebody holds the other end of the pipe. When that end
 * closes without `done`, its owner was killed: the groups are asked to end, and killed when the grace is over.
 */
const SCRIPT = `
trap '' HUP INT TERM
groups=
while read -r line; do
  case $line in
    done) exit 0 ;;
    *) groups="$groups $line" ;;
  esac
done
for group in $groups; do kill -s TERM -- "-$group"; done
left=$1
while [ "$left" -gt 0 ]; do
  alive=
  for group in $groups; do kill -s 0 -- "-$group" && alive=1; done
  [ "$alive" ] || exit 0
  sleep 1
  left=$((left - 1))
done
for group in $groups; do kill -s KILL -- "-$group"; done
`;

/** Makes sure that no process group outlives this process, even when it is killed with SIGKILL. */
export class Lifeline {
  readonly #watcher: ChildProcess;

  constructor(graceMs: number) {
    this.#watcher = spawn('/bin/sh', ['-c', SCRIPT, 'databuild-lifeline', String(Math.ceil(graceMs / 1000))], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Without the watcher a build is as safe as any other program is against SIGKILL.
    this.#watcher.on('error', () => undefined);
    this.#watcher.stdin?.on('error', () => undefined);
  }

  guard(group: number): void {
    this.#watcher.stdin?.write(`${String(group)}\n`);
  }

  /** The groups were ended in an orderly way. */
  async release(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    if (this.#watcher.exitCode !== null || this.#watcher.signalCode !== null || this.#watcher.pid === undefined) return;
    this.#watcher.once('exit', () => {
      resolve(undefined);
    });
    this.#watcher.stdin?.end('done\n');
    await promise;
  }
}
