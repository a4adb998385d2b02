import { targetsOf } from '../base/graph/index.js';
import type { JobDescriptor } from '../base/model/index.js';
import type { JobOptions } from '../engines/slurm/index.js';
import { expectedDurationMs } from '../exec/index.js';
import { longestMs } from './durations.js';
import { comments } from './quote.js';
import { joined } from './table.js';
import type { Compilation, CompiledFile, FolderTarget } from './target.js';
import { unitRangeScript } from './unit_range.js';
import { stageGraph } from './units.js';

/** A script that submits the whole plan to Slurm, as job arrays that depend on each other. */
export const SLURM: FolderTarget = {
  name: 'slurm',
  engine: 'slurm',
  // The default of MaxJobCount. What the cluster really takes is checked when the plan is submitted.
  limits: { stages: 10_000 },
  requires: [],
  run: './submit.sh',
  ships: 'folder',
  files: slurmFiles,
};

function* slurmFiles(compilation: Compilation): Generator<CompiledFile> {
  const head = `#!/usr/bin/env bash\n${comments(compilation.header)}#\n`;
  yield { path: 'submit.sh', executable: true, chunks: [head + SUBMIT] };
  yield { path: 'element.sh', executable: true, chunks: [head + ELEMENT] };
  yield unitRangeScript(compilation);
  yield { path: 'stages.tsv', chunks: joined(stageLines(compilation)) };
}

/**
 * `stages.tsv`: a job array per line. Fields, separated by tabs: first line of its units in `tasks.tsv`; how many; processors;
 * memory in MiB; gres; account, partition and QOS; how long a unit may take with all its attempts, and how long it is expected
 * to take, in milliseconds; minutes of slack; until how many milliseconds of work an element has units; label of the job; lines of
 * the stages that must succeed before, or only end where `?` follows. `0` and `-` stand for nothing.
 */
function* stageLines(compilation: Compilation): Generator<string> {
  const { stages, units, needed, settings } = compilation;
  const after = stageGraph(compilation);
  const mustSucceed = stageGraph({ units, stages, ordered: needed });
  for (const [number, { job, first, count }] of stages.entries()) {
    const succeeded = new Set(targetsOf(mustSucceed, number));
    const [task] = units[first]?.tasks ?? [];
    const expected = task === undefined ? 0 : (expectedDurationMs(task, job) ?? 0);
    const { cpu = 0, memory_mb: memory = 0 } = job.resources;
    const { account = '-', partition = '-', qos = '-', slackMinutes, packMs } = settings.slurm?.get(job.label) ?? PLAIN;
    yield [
      ...[first, count, cpu, memory, gresOf(job), account, partition, qos],
      ...[longestMs(job), expected, slackMinutes, packMs, job.label],
      targetsOf(after, number)
        .map((other) => (succeeded.has(other) ? String(other) : `${other}?`))
        .join(' '),
    ].join('\t');
  }
}

/** The options of a job that has none. */
const PLAIN: JobOptions = { slackMinutes: 5, packMs: 0 };

/** `gpu`, and resources named `gres/…`, are generic resources of Slurm. Others mean nothing to it. */
function gresOf({ resources }: JobDescriptor): string {
  const named = Object.entries(resources).flatMap(([name, amount]) => {
    const gres = name === 'gpu' ? name : /^gres\/([\w:.-]+)$/.exec(name)?.[1];
    return gres === undefined || amount === 0 ? [] : `${gres}:${amount}`;
  });
  return named.length === 0 ? '-' : named.join(',');
}

const ELEMENT = `# One element of a job array: element.sh FOLDER FIRST COUNT PACK runs PACK units, chosen by its index, of COUNT units from FIRST.
set -u
skip=$((SLURM_ARRAY_TASK_ID * $4))
left=$(($3 - skip))
exec "$1/units.sh" "$(($2 + skip))" "$((left < $4 ? left : $4))"
`;

const SUBMIT = `# Submits the whole plan as job arrays that depend on each other, and ends. This folder and the data must be shared by all
# nodes. Tasks that an earlier submission finished are not run again.
set -u

usage() {
    cat <<'END'
Usage: submit.sh [options] [-- SBATCH_OPTION...]
  -n, --dry-run         print the commands, and submit nothing
      --pack-seconds N  run tasks in one array element until they are expected to take N seconds; 0: one task
                        [default: that of each job]
      --wait            wait until everything has ended; exit code 1 if a task is not done
SBATCH_OPTION: --account, --partition, --qos and others, for every array, in place of those of its job. To cancel: scancel $(cat submitted)
Exit codes: 0 submitted, 1 sbatch failed and everything was cancelled, 2 the cluster does not allow it
END
}
refuse() {
    printf 'submit.sh: %s\\n' "$1" >&2
    exit 2
}

pack_seconds='' dry_run='' wait=''
while (($#)); do
    case $1 in
    -n | --dry-run) dry_run=1 ;;
    --pack-seconds) pack_seconds=\${2-} && shift ;;
    --pack-seconds=*) pack_seconds=\${1#*=} ;;
    --wait) wait=1 ;;
    -h | --help) usage && exit ;;
    --) shift && break ;;
    *) refuse "unexpected argument $1; options of sbatch come after --" ;;
    esac
    shift
done
[[ $pack_seconds =~ ^[0-9]*$ ]] || refuse "--pack-seconds is $pack_seconds; it must be a whole number"
options=("$@")
cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" || exit 2
mkdir -p ./done results logs || exit 2

# The limits of the cluster.
config=$(scontrol show config) || refuse "scontrol does not answer; run this where Slurm is installed"
limit_of() { sed -n "s/^$1 *= *\\([0-9]*\\).*/\\1/p" <<<"$config"; }
max_array=$(limit_of MaxArraySize) max_jobs=$(limit_of MaxJobCount)

first=() count=() pack=() more=() account=() partition=() qos=() label=() after=() elements=0
while IFS=$'\\t' read -r f n cpu memory gres own_account own_partition own_qos longest expected slack pack_ms name before; do
    [ -z "$pack_seconds" ] || pack_ms=$((pack_seconds * 1000))
    p=$((expected > 0 && pack_ms > expected ? pack_ms / expected : 1))
    words=()
    ((cpu == 0)) || words+=("--cpus-per-task=$cpu")
    ((memory == 0)) || words+=("--mem=$memory")
    [ "$gres" = - ] || words+=("--gres=$gres")
    # task.sh ends attempts by their time limit; Slurm's is a safety net.
    ((longest == 0)) || words+=("--time=$(((longest * p + 59999) / 60000 + slack))")
    first+=("$f") count+=("$n") pack+=("$p") more+=("\${words[*]}") label+=("$name") after+=("$before")
    account+=("\${own_account#-}") partition+=("\${own_partition#-}") qos+=("\${own_qos#-}")
    elements=$((elements + (n + p - 1) / p))
done <stages.tsv
((elements < max_jobs)) ||
    refuse "the plan needs $elements array elements, and the cluster takes fewer than $max_jobs jobs; pack more tasks with --pack-seconds, or compile it in slices with --slice"

all=()
# Everything is held until all is submitted, so that nothing ends before what depends on it is known.
submit() {
    if [ -n "$dry_run" ]; then
        printf 'sbatch'
        printf ' %q' "$@"
        printf '\\n'
        id=$((\${#all[@]} + 1))
    elif ! id=$(sbatch --parsable "$@"); then
        ((\${#all[@]} == 0)) || scancel "\${all[@]}"
        echo "submit.sh: sbatch failed; everything submitted so far was cancelled" >&2
        exit 1
    fi
    id=\${id%%;*}
    all+=("$id")
}
cancel() {
    ((\${#all[@]} == 0)) || scancel "\${all[@]}"
    exit "$1"
}
trap 'cancel 130' INT
trap 'cancel 143' TERM

ids=() held=()
for ((stage = 0; stage < \${#first[@]}; stage++)); do
    needs=''
    for other in \${after[stage]}; do
        kind=afterok
        [[ $other != *\\? ]] || kind=afterany
        needs+=",$kind:\${ids[\${other%\\?}]}"
    done
    wanted=$(((count[stage] + pack[stage] - 1) / pack[stage]))
    for ((begin = 0; begin < wanted; begin += max_array)); do
        size=$((wanted - begin < max_array ? wanted - begin : max_array))
        skip=$((begin * pack[stage]))
        # shellcheck disable=SC2206 # They have no spaces.
        words=(\${more[stage]})
        [ -z "\${account[stage]}" ] || words+=("--account=\${account[stage]}")
        [ -z "\${partition[stage]}" ] || words+=("--partition=\${partition[stage]}")
        [ -z "\${qos[stage]}" ] || words+=("--qos=\${qos[stage]}")
        if [ -z "$needs" ]; then words+=(--hold); else words+=("--dependency=\${needs#,}" --kill-on-invalid-dep=yes); fi
        submit --job-name="\${label[stage]}" --array="0-$((size - 1))" --chdir="$PWD" --output=logs/%A_%a.log \\
            "\${words[@]}" "\${options[@]}" element.sh "$PWD" "$((first[stage] + skip))" "$((count[stage] - skip))" "\${pack[stage]}"
        ids[stage]=\${ids[stage]+\${ids[stage]}:}$id
        [ -n "$needs" ] || held+=("$id")
    done
done
[ -z "$dry_run" ] || exit 0
printf '%s\\n' "\${all[@]}" >submitted
scontrol release "$(IFS=, && echo "\${held[*]}")" || cancel 1
trap - INT TERM
echo "submitted $elements array elements in \${#all[@]} job arrays; their ids are in $PWD/submitted" >&2
[ -n "$wait" ] || exit 0
# shellcheck disable=SC2016 # The shell of the job expands it.
sbatch --wait --dependency="afterany:$(IFS=: && echo "\${all[*]}")" --job-name=end --chdir="$PWD" --output=logs/end.log \\
    "\${options[@]}" --wrap='[ "$(find done -type f | wc -l)" -ge "$(wc -l <tasks.tsv)" ]' >/dev/null || exit 1
`;
