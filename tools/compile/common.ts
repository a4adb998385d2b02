import { PlanIndexer, planIndexPath, writePlan } from '../plan/plan/index.js';
import { comments, shellWord } from './quote.js';
import { jobTable, unitTable } from './table.js';
import type { Compilation, CompiledFile } from './target.js';

const PLAN = 'plan.json';

/**
 * The files that every target has: the plan, its tables, and what starts the tasks. The index of the plan is made while
 * the plan is written, so it comes after it.
 */
export function* commonFiles(compilation: Compilation): Generator<CompiledFile> {
  const indexer = new PlanIndexer();
  yield { path: PLAN, chunks: indexed(writePlan(compilation.plan), indexer) };
  yield { path: planIndexPath(PLAN), chunks: indexer.end() };
  yield unitTable(compilation);
  yield jobTable(compilation);
  yield { path: 'task.sh', executable: true, chunks: [taskScript(compilation)] };
}

function* indexed(chunks: Iterable<string>, indexer: PlanIndexer): Generator<Buffer> {
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    indexer.take(bytes);
    yield bytes;
  }
}

/** `task.sh`: the only file that starts `:g.task`. It knows where that is, and starts a failed attempt again. */
function taskScript({ plan, header, settings }: Compilation): string {
  return `#!/bin/sh
${comments(header)}#
# Runs one task, or a batch of one job: task.sh RETRIES DELAY_MS TASK_ID...
# A failed attempt is started again up to RETRIES times, the first time after DELAY_MS milliseconds. Then the delay doubles,
# up to five minutes. If the task has succeeded, done/TASK_ID exists.
# Exit codes: 0 done, 1 failed, 2 the plan or the catalog does not allow it.
# shellcheck disable=SC2016,SC2089,SC2090 # What is in a path is part of the path.
set -u
[ -n "\${DATABUILD_TASK-}" ] || DATABUILD_TASK=${shellWord(settings.task ?? '')}
[ -n "\${DATABUILD_STATE_DIR-}" ] || DATABUILD_STATE_DIR=${shellWord(settings.stateDir)}
[ -n "\${DATABUILD_DATA_DIR-}" ] || DATABUILD_DATA_DIR=${shellWord(settings.dataDir)}
export DATABUILD_STATE_DIR DATABUILD_DATA_DIR
build=compiled-${plan.id.slice(0, 12)}
pass_env='${settings.passEnv.map((name) => `--pass-env ${name}`).join(' ')}'
${settings.sharedCatalog ? CATALOG_CHECK : ''}${TASK_RUNTIME}`;
}

const CATALOG_CHECK = `if [ -z "\${DATABUILD_CATALOG-}" ]; then
    echo "$0: set DATABUILD_CATALOG to the address of the catalog that the plan was made with" >&2
    exit 2
fi
`;

const TASK_RUNTIME = `if ! command -v "$DATABUILD_TASK" >/dev/null; then
    echo "$0: $DATABUILD_TASK is not there; build it, or set DATABUILD_TASK to the path of the :g.task of the graph" >&2
    exit 2
fi
cd -- "$(dirname -- "$0")" || exit 2
mkdir -p ./done results || exit 2

child=
stopped=
trap 'stopped=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' INT TERM HUP

# Starts a program and waits for it. A signal that arrives in the meantime goes on to the program.
run() {
    "$@" </dev/null &
    child=$!
    wait "$child"
    code=$?
    while kill -0 "$child" 2>/dev/null; do
        wait "$child"
        code=$?
    done
    child=
}

retries=$1
delay=$2
unit=$3
shift 2
# Attempts of an earlier run keep their results.
attempt=1
while [ -e "results/$unit.$attempt.json" ] || [ -e "results/$unit.$attempt.log" ]; do attempt=$((attempt + 1)); done
while :; do
    # shellcheck disable=SC2086 # Names of variables.
    run "$DATABUILD_TASK" --plan plan.json --catalog "\${DATABUILD_CATALOG-}" --build-id "$build" --result-dir results \\
        --attempt "$attempt" --attempt-id "$unit.$attempt" $pass_env "$@" >/dev/null
    [ "$code" != 0 ] || : >"done/$unit" || exit 2
    if [ "$code" != 1 ] || [ "$retries" = 0 ] || [ -n "$stopped" ]; then exit "$code"; fi
    retries=$((retries - 1))
    attempt=$((attempt + 1))
    [ "$delay" -le 300000 ] || delay=300000
    run sleep "$((delay / 1000)).$(printf %03d "$((delay % 1000))")"
    [ -z "$stopped" ] || exit 1
    delay=$((delay * 2))
done
`;
