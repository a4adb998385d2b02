import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobDescriptor } from '../../base/model/index.js';
import { NODE_PROGRAM } from '../../dev/testing/index.js';

/** The package of the examples: a graph of four jobs made of shell scripts. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'lookup.sh': `#!/bin/sh
printf '{'; sep=
for job in orders daily report rates; do
  refs=
  for r in "$@"; do case $r in $job/*) refs="$refs\${refs:+,}\\"$r\\"" ;; esac; done
  [ -z "$refs" ] || { printf '%s":%s":[%s]' "$sep" $job "$refs"; sep=,; }
done
printf '}'
`,
  'orders_configure.sh': `#!/bin/sh
printf '['; s=
for r in "$@"; do printf '%s{"outputs":["%s"],"args":["%s"]}' "$s" "$r" "$r"; s=,; done
printf ']'
`,
  'daily_configure.sh': `#!/bin/sh
currency=EUR
printf '['; s=
for r in "$@"; do
  printf '%s{"outputs":["%s"],"args":["%s"],"env":{"CURRENCY":"%s"},"inputs":[' "$s" "$r" "$r" $currency
  printf '{"depType":"materialize","ref":"orders/%s"},{"depType":"query","ref":"rates/latest"}]}' "\${r#daily/}"; s=,
done
printf ']'
`,
  'report_configure.sh': `#!/bin/sh
printf '['; s=
for r in "$@"; do
  m=\${r#report/}
  printf '%s{"outputs":["%s"],"args":["%s"],"inputs":[' "$s" "$r" "$r"
  printf '{"depType":"materialize","ref":"daily/%s-01"},{"depType":"materialize","ref":"daily/%s-02"}]}' "$m" "$m"; s=,
done
printf ']'
`,
  'rates_configure.sh': `#!/bin/sh
printf '[{"outputs":["%s"],"args":["%s"]}]' "$1" "$1"
`,
  'run.sh': `#!/bin/sh
mkdir -p "$(dirname "$1")"
echo "made" > "$1"
`,
};

/** Lists orders and daily sums of four days, and a report. */
const PARTITIONS = `#!/bin/sh
for day in 01 02 03 04; do
  echo "orders/2024-03-$day"
  echo "daily/2024-03-$day"
done
echo report/2024-03
`;

const JOBS = ['orders', 'daily', 'report', 'rates'];

/** Replaces Bazel: runs the targets of //shop:g with the bundle. */
const BAZEL = `#!/bin/sh
target=\${2#//shop:g.}; shift 2
[ "$1" != -- ] || shift
case "$target $1" in
"build --dry-run") exec "$NODE" --disable-warning=ExperimentalWarning "$BUNDLE" build "$RUNFILES" "$RUNFILES/graph.json" "$@" ;;
build* | exec*) exec "$NODE" --disable-warning=ExperimentalWarning "$BUNDLE" "$target" "$RUNFILES" "$RUNFILES/graph.json" "$@" >/dev/null ;;
*) exec "$NODE" --disable-warning=ExperimentalWarning "$BUNDLE" "$target" "$RUNFILES" "$RUNFILES/graph.json" "$@" ;;
esac
`;

/** The launcher of //shop:g.task, which compiled plans start. */
const TASK = `#!/bin/sh
exec "$NODE" --disable-warning=ExperimentalWarning "$BUNDLE" task "$RUNFILES" "$RUNFILES/graph.json" "$@"
`;

/** Replaces buildozer: stores an attribute of a job. */
const BUILDOZER = `#!/bin/sh
set -- $1 "$2"
mkdir -p "$RUNFILES/attributes"
printf '%s' "$3" > "$RUNFILES/attributes/\${4#//shop:}.$2"
`;

/**
 * The package `//shop` in its own folder: scripts that may be edited, and programs `bazel` and `buildozer` that do what
 * the real ones would do for it.
 */
export class Shop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'shop-'));
  readonly #bin = join(this.#folder, 'bin');
  readonly #runfiles = join(this.#folder, 'runfiles');
  readonly #sources = join(this.#runfiles, '_main');

  constructor() {
    for (const folder of [this.#bin, this.#sources, this.data]) mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(SCRIPTS)) this.#write(this.#sources, name, text);
    this.#write(this.#sources, 'partitions.sh', PARTITIONS);
    for (const job of JOBS) this.#write(this.#sources, `${job}_run.sh`, SCRIPTS['run.sh'] ?? '');
    this.#write(this.#folder, 'g.task', TASK);
    this.#write(this.#bin, 'bazel', BAZEL);
    this.#write(this.#bin, 'buildozer', BUILDOZER);
  }

  /** The directory in which commands run: the sources of the package. */
  get cwd(): string {
    return this.#sources;
  }

  get data(): string {
    return join(this.#folder, 'data');
  }

  /** @param bundle path of the command line's bundle */
  environment(bundle: string): Record<string, string> {
    return {
      PATH: `${this.#bin}:/usr/bin:/bin`,
      NODE: NODE_PROGRAM,
      BUNDLE: bundle,
      RUNFILES: this.#runfiles,
      DATABUILD_STATE_DIR: join(this.#folder, 'state'),
      DATABUILD_DATA_DIR: this.data,
      TZ: 'UTC',
    };
  }

  /** Does what `bazel build` does before a target runs: writes the descriptor and the digests of the present code. */
  build(): void {
    for (const name of readdirSync(this.#sources).filter((each) => each.endsWith('.sh'))) {
      const text = readFileSync(join(this.#sources, name));
      writeFileSync(join(this.#sources, `${name}.digest`), `${hash('sha256', text)}\n`);
    }
    const graph = {
      schemaVersion: 1,
      kind: 'graph',
      package: 'shop',
      label: '//shop:g',
      lookup: '_main/lookup.sh',
      lookupDigest: '_main/lookup.sh.digest',
      partitions: '_main/partitions.sh',
      jobs: JOBS.map((name): JobDescriptor => this.#job(name)),
    };
    writeFileSync(join(this.#runfiles, 'graph.json'), JSON.stringify(graph));
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  #job(name: string): JobDescriptor {
    return {
      label: `//shop:${name}`,
      configure: `_main/${name}_configure.sh`,
      configureDigest: `_main/${name}_configure.sh.digest`,
      run: `_main/${name}_run.sh`,
      runDigest: `_main/${name}_run.sh.digest`,
      version: this.#attribute(name, 'version') ?? '1.0.0',
      validity: (this.#attribute(name, 'validity') ?? 'version') as JobDescriptor['validity'],
      refsFrom: 'args',
      retries: 0,
      retryDelayMs: 0,
      timeoutMs: 0,
      expectedDurationMs: 0,
      resources: {},
    };
  }

  #attribute(job: string, name: string): string | undefined {
    try {
      return readFileSync(join(this.#runfiles, 'attributes', `${job}.${name}`), 'utf8');
    } catch {
      return undefined;
    }
  }

  #write(folder: string, name: string, text: string): void {
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
}
