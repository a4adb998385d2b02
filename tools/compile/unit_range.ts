import { comments } from './quote.js';
import type { Compilation, CompiledFile } from './target.js';

/** `units.sh`, for schedulers whose smallest job is a range of units. */
export function unitRangeScript({ header }: Pick<Compilation, 'header'>): CompiledFile {
  return { path: 'units.sh', executable: true, chunks: [`#!/bin/sh\n${comments(header)}#\n${RUNTIME}`] };
}

const RUNTIME = `# Runs the tasks of lines FIRST to FIRST + COUNT - 1 of tasks.tsv, counted from 0, one after the other: units.sh FIRST COUNT
# Tasks that are done already are left out. After a failure, the others still run.
# Exit codes: 0 all done, 1 a task failed, 2 the plan or the catalog does not allow it.
set -u
cd -- "$(dirname -- "$0")" || exit 2

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

tab=$(printf '\\t')
worst=0
# shellcheck disable=SC2034 # The job and what it waits for are not needed here.
while IFS="$tab" read -r job retries delay ids after; do
    [ -z "$stopped" ] || break
    [ ! -e "done/\${ids%% *}" ] || continue
    # shellcheck disable=SC2086 # One id a word.
    run ./task.sh "$retries" "$delay" $ids
    case $code in
    0) ;;
    2) [ "$worst" != 0 ] || worst=2 ;;
    *) worst=1 ;;
    esac
done <<END
$(sed -n "$(($1 + 1)),$(($1 + $2))p;$(($1 + $2))q" tasks.tsv)
END
[ -z "$stopped" ] || exit 1
exit "$worst"
`;
