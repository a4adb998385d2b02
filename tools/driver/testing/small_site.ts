import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphDescriptor } from '../../base/model/index.js';
import { fakeDescriptor, fakeJob } from '../../dev/testing/index.js';
import type { GraphSite } from '../index.js';

const LOOKUP = `#!/bin/sh
printf '{"//test:j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

const CONFIGURE = `#!/bin/sh
printf '['; s=
for r in "$@"; do printf '%s{"outputs":["%s"],"inputs":[],"args":["%s"],"env":{}}' "$s" "$r" "$r"; s=,; done
printf ']'
`;

/** Refs that begin with `waits` are made once the file `go` exists; refs that begin with `fails` fail. */
const RUN = `#!/bin/sh
case $1 in
waits*) while ! [ -e go ]; do sleep 0.05; done ;;
fails*) exit 3 ;;
esac
`;

/** A graph of one job in its own directory: every ref is one task, and all programs are shell scripts. */
export class SmallSite {
  readonly dir = mkdtempSync(join(tmpdir(), 'driver-'));
  readonly descriptor: GraphDescriptor = fakeDescriptor([fakeJob('j')]);

  constructor() {
    mkdirSync(join(this.dir, '_main', 'test'), { recursive: true });
    this.setScript('lookup', LOOKUP);
    this.setScript('j.configure', CONFIGURE);
    this.setScript('j.run', RUN);
  }

  /** Writes a program and its code digest, as building it would. */
  setScript(name: string, text: string): void {
    const path = join(this.dir, '_main', 'test', name);
    writeFileSync(path, text, { mode: 0o755 });
    writeFileSync(`${path}.digest`, `${hash('sha256', text)}\n`);
  }

  get site(): GraphSite {
    return {
      descriptor: this.descriptor,
      runfilesDir: this.dir,
      stateDir: join(this.dir, 'state'),
      dataDir: join(this.dir, 'data'),
      env: { PATH: '/usr/bin:/bin' },
      host: 'here',
      calls: { timeoutMs: 60_000, parallel: 2, speculates: true },
    };
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }
}
