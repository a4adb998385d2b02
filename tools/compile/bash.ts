import { comments } from './quote.js';
import type { Compilation, CompiledFile, FolderTarget } from './target.js';

/** A Bash script that runs the tasks of this machine's plan in order, several at a time. */
export const BASH: FolderTarget = {
  name: 'bash',
  limits: { units: 100_000 },
  requires: [],
  run: './run.sh',
  ships: 'folder',
  files: bashFiles,
};

function* bashFiles({ header }: Compilation): Generator<CompiledFile> {
  yield { path: 'run.sh', executable: true, chunks: [`#!/usr/bin/env bash\n${comments(header)}#\n${RUNTIME}`] };
}

/** The same for every plan: what it runs is in `tasks.tsv`. */
const RUNTIME = `# Runs the tasks of the plan in order, several at a time. Those that an earlier run finished are not run again.
set -u

usage() {
    cat <<'END'
Usage: run.sh [options]
  -j, --jobs N            run at most N tasks at once [default: number of processors]
  -k, --keep-going        after a failure, run every task that does not depend on it
  -n, --dry-run           print the tasks that would run, in order, and run nothing
      --only PATTERN      run only tasks whose id or job matches PATTERN, and what they depend on; may be repeated
      --resource NAME=N   run tasks that use NAME only while they use at most N together; may be repeated
Ctrl-C: no new task starts, and running tasks finish. A second Ctrl-C, or SIGTERM, ends the running tasks.
Exit codes: 0 done, 1 a task failed, 2 bad usage, or the plan or the catalog does not allow it
END
}

say() { printf '%s\\n' "$*" >&2; }
refuse() { say "run.sh: $1" && exit 2; }

((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) || refuse "this is Bash $BASH_VERSION; use 5.1 or later"
jobs=$(nproc) keep_going='' dry_run='' only=()
declare -A limit=() used=()
while (($#)); do
    case $1 in
    --jobs=* | --only=* | --resource=*) set -- "\${1%%=*}" "\${1#*=}" "\${@:2}" ;;
    -j?*) set -- -j "\${1#-j}" "\${@:2}" ;;
    esac
    case $1 in
    -j | --jobs | --only | --resource) (($# > 1)) || refuse "$1 needs a value" ;;
    esac
    case $1 in
    -j | --jobs)
        [[ $2 =~ ^[1-9][0-9]*$ ]] || refuse "$1 is $2; it must be a whole number from 1"
        jobs=$2
        ;;
    --only) only+=("$2") ;;
    --resource)
        [[ $2 =~ ^(.+)=([0-9]+)$ ]] || refuse "--resource is $2; it must be a name and a whole number, such as gpu=2"
        limit[\${BASH_REMATCH[1]}]=\${BASH_REMATCH[2]}
        ;;
    -k | --keep-going) keep_going=1 ;;
    -n | --dry-run) dry_run=1 ;;
    -h | --help) usage && exit ;;
    *) refuse "unexpected argument $1; try --help" ;;
    esac
    case $1 in -j | --jobs | --only | --resource) shift ;; esac
    shift
done
cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" || exit 2

# The tables. Job and task number n are line n of jobs.tsv and tasks.tsv, from 0. A task waits only for lower numbers.
label=() uses=() job=() retries=() delay=() ids=() after=()
while IFS= read -r line; do
    label+=("\${line%%$'\\t'*}") uses+=("\${line#"\${line%%$'\\t'*}"}")
done <jobs.tsv
count=0
while IFS=$'\\t' read -r j r d i a; do
    job[count]=$j retries[count]=$r delay[count]=$d ids[count]=$i after[count]=$a count=$((count + 1))
done <tasks.tsv
declare -A finished=()
for stamp in done/*; do finished[\${stamp#done/}]=1; done

# Chooses the tasks to run. What a chosen task depends on is chosen as well, unless it is done.
state=() waits=() dependents=()
for ((n = count - 1; n >= 0; n--)); do
    [ -z "\${finished[\${ids[n]%% *}]-}" ] || state[n]=finished
    [ "\${state[n]-}" != finished ] || continue
    ((\${#only[@]})) || state[n]=chosen
    for pattern in "\${only[@]}"; do
        # shellcheck disable=SC2053 # They are patterns.
        [[ \${label[job[n]]} == $pattern || " \${ids[n]} " == *\\ $pattern\\ * ]] && state[n]=chosen
    done
    [ -n "\${state[n]-}" ] || continue
    for other in \${after[n]}; do state[\${other%\\?}]=chosen; done
done

# Queues a task whose dependencies have ended. Each job has a queue.
declare -A queue=() head=() tail=()
enqueue() {
    local number=\${job[$1]}
    queue[$number,\${tail[$number]:=0}]=$1
    tail[$number]=$((\${tail[$number]} + 1))
}
chosen=0
for ((n = 0; n < count; n++)); do
    [ "\${state[n]-}" = chosen ] || continue
    chosen=$((chosen + 1)) waits[n]=0
    for other in \${after[n]}; do
        [ "\${state[\${other%\\?}]}" = chosen ] || continue
        waits[n]=$((waits[n] + 1)) dependents[\${other%\\?}]+=" $n\${other##*[0-9]}"
    done
    if [ -n "$dry_run" ]; then printf '%s\\t%s\\n' "\${ids[n]}" "\${label[job[n]]}"; fi
    ((waits[n])) || enqueue "$n"
done
[ -z "$dry_run" ] || exit 0

# fits NUMBER: whether the limits allow one more task of this job. take NUMBER SIGN: counts what it uses, 1 for more or -1 for less.
fits() {
    local use
    for use in \${uses[$1]}; do
        [ -z "\${limit[\${use%=*}]-}" ] || ((\${used[\${use%=*}]:-0} + \${use##*=} <= \${limit[\${use%=*}]})) || return 1
    done
}
take() {
    local use
    for use in \${uses[$1]}; do used[\${use%=*}]=$((\${used[\${use%=*}]:-0} + $2 * \${use##*=})); done
}

succeeded=0 failed=0 running=0 code=0 stopping=''
declare -A task_of=()

# Ends a task: "succeeded", or else. What needs a task that did not succeed is skipped.
finish() {
    local open=("$1 $2") n how other
    while ((\${#open[@]})); do
        n=\${open[-1]% *} how=\${open[-1]#* }
        unset 'open[-1]'
        for other in \${dependents[n]-}; do
            if [ "$how" != succeeded ] && [[ $other != *\\? ]]; then
                [ "\${state[other]}" = chosen ] || continue
                state[other]=skipped
                open+=("$other skipped")
            else
                other=\${other%\\?}
                waits[other]=$((waits[other] - 1))
                ((waits[other])) || [ "\${state[other]}" != chosen ] || enqueue "$other"
            fi
        done
    done
}

start() {
    say "started   \${label[job[$1]]} \${ids[$1]}"
    # shellcheck disable=SC2086 # One id a word.
    ./task.sh "\${retries[$1]}" "\${delay[$1]}" \${ids[$1]} &
    task_of[$!]=$1
    take "\${job[$1]}" 1
    running=$((running + 1))
}

start_ready() {
    local number
    for ((number = 0; number < \${#label[@]} && running < jobs; number++)); do
        while ((running < jobs && \${head[$number]:=0} < \${tail[$number]:-0})) && fits "$number" && [ -z "$stopping" ]; do
            start "\${queue[$number,\${head[$number]}]}"
            unset "queue[$number,\${head[$number]}]"
            head[$number]=$((\${head[$number]} + 1))
        done
    done
}

# stop SIGNAL EXIT_CODE
# shellcheck disable=SC2317,SC2329 # Traps call it.
stop() {
    code=$2
    if [ -z "$stopping" ] && [ "$1" = INT ]; then
        say "cancelling: waiting for $running running task$( ((running == 1)) || echo s) (press Ctrl-C again to end them now)"
    else
        ((\${#task_of[@]} == 0)) || kill -TERM "\${!task_of[@]}" 2>/dev/null
    fi
    stopping=1
}
trap 'stop INT 130' INT; trap 'stop TERM 143' TERM; trap 'stop HUP 129' HUP

start_ready
while ((running)); do
    wait -n -p ended "\${!task_of[@]}"
    status=$?
    # A signal ends the wait as well.
    if [ -z "\${ended-}" ]; then
        ((status > 128)) || refuse "lost track of the running tasks"
        continue
    fi
    n=\${task_of[$ended]}
    unset "task_of[$ended]"
    running=$((running - 1))
    take "\${job[n]}" -1
    if ((status == 0)); then
        succeeded=$((succeeded + 1)) end=succeeded
        say "finished  \${label[job[n]]} \${ids[n]}"
    else
        failed=$((failed + 1)) end=failed
        [ -n "$keep_going" ] || stopping=1
        say "failed    \${label[job[n]]} \${ids[n]}: exit code $status, logs in $PWD/results"
        ((code)) || code=$((status == 2 ? 2 : 1))
    fi
    finish "$n" "$end"
    start_ready
done
say "$succeeded of $chosen done, $failed failed, $((chosen - succeeded - failed)) not run, $((count - chosen)) done before or not chosen"
((code == 0 && succeeded < chosen)) && refuse "no limit of --resource allows the remaining tasks to run"
exit "$code"
`;
