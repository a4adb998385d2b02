import { expect } from '@jest/globals';
import { TestGraph, type Done, type RunOptions } from './test_graph.js';

/** No job makes `nobody/…`. */
const LOOKUP = `#!/bin/sh
printf '{":j":['; s=
for r in "$@"; do case $r in nobody/*) continue ;; esac; printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

/** `b/x` needs `a/x`. One task makes `left` and `right`, and everything else has its own task. */
const CONFIGURE = `#!/bin/sh
printf '['; s=; both=
for r in "$@"; do
  inputs='[]'; outputs="\\"$r\\""
  case $r in
  b/*) inputs="[{\\"depType\\":\\"materialize\\",\\"ref\\":\\"a/\${r#b/}\\"}]" ;;
  left | right) [ -z "$both" ] || continue; both=1; outputs='"left","right"' ;;
  esac
  printf '%s{"outputs":[%s],"inputs":%s,"args":[],"env":{}}' "$s" "$outputs" "$inputs"; s=,
done
printf ']'
`;

const RUN = `#!/bin/sh
echo '{"rows":3}' > "$DATABUILD_METADATA_FILE"
`;

/** A graph whose catalog is in `s`. */
export class CatalogGraph extends TestGraph {
  constructor(bundle?: string) {
    super(bundle, { lookup: LOOKUP, configure: CONFIGURE, run: RUN });
  }

  override run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Done> {
    return super.run(command, args, { ...options, env: { DATABUILD_STATE_DIR: 's', ...options.env } });
  }

  /** Runs an action of the catalog. */
  catalog(...args: readonly string[]): Promise<Done> {
    return this.run('catalog', args);
  }

  /** Adds partitions to the catalog by adopting them. */
  async adopt(...refs: readonly string[]): Promise<void> {
    expect(await this.catalog('adopt', '-q', ...refs)).toMatchObject({ code: 0, stderr: '' });
  }
}
