import type { Scripts } from '../../../cli/testing/index.js';
import type { FaultGraph, FaultTask } from './fault_graph.js';

/** The variable with the path of the journal. Every process of a build has it, so that all can be found. */
export const JOURNAL_VARIABLE = 'FAULTS_JOURNAL';

/**
 * While the data directory has a file with this name, running tasks wait. With the suffix `-<build id>`, only tasks
 * of that build wait; with `-<name of a task>`, only that task waits.
 */
export const HOLD = 'hold';

/** While the data directory has a file with this name, tasks report no metadata. */
export const SILENT = '.silent';

/** A file in the data directory. Its text is a variable of every task without inputs. */
export const EPOCH = '.epoch';

const LOOKUP = `#!/bin/sh
printf '{":j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

/** Runs the tasks of a batch one after the other, each by the script in the first argument, and reports each when it is done. */
const BATCH = `
import json, os, subprocess, sys
batch, results = os.environ.pop("DATABUILD_BATCH_FILE"), os.environ["DATABUILD_BATCH_RESULTS"]
for task in map(json.loads, open(batch)):
    report = results + "." + task["id"]
    env = {**os.environ, **task["env"], "DATABUILD_METADATA_FILE": report}
    code = subprocess.call([sys.argv[1], *task["args"]], env=env)
    if code != 0: sys.exit(code)
    metadata = json.load(open(report)) if os.path.exists(report) else {}
    with open(results, "a") as file: print(json.dumps({"id": task["id"], "outcome": "succeeded", "metadata": metadata}), file=file)
`;

/**
 * A line of the journal is one write to a file that is open for appending, so lines never mix. An output is written
 * completely or not at all, and names its inputs.
 */
const RUN = `#!/bin/sh
[ -z "$DATABUILD_BATCH_FILE" ] || exec python3 -c '${BATCH}' "$0"
echo "begin $DATABUILD_BUILD_ID $1 $$" >> "$${JOURNAL_VARIABLE}"
task=$1; nap=$2; shift 2
while [ -e ${HOLD} ] || [ -e "${HOLD}-$DATABUILD_BUILD_ID" ] || [ -e "${HOLD}-$task" ]; do sleep 0.02; done
[ $nap = 0 ] || sleep $nap
made=
while [ "$1" != -- ]; do made="$made $1"; shift; done
shift
of=
for input in "$@"; do
  read -r name rest < "$input" || { echo "there is no $input" >&2; exit 9; }
  of="$of $name"
done
for ref in $made; do
  echo "$ref of$of" > ".$ref.$$" && mv ".$ref.$$" "$ref" || exit 8
done
digests= s=
for ref in $made; do digests="$digests$s\\"$ref\\":\\"$(cksum < "$ref")\\""; s=,; done
[ -e ${SILENT} ] || echo "{\\"of\\":\\"$of\\",\\"digests\\":{$digests}}" > "$DATABUILD_METADATA_FILE" || exit 7
echo "end $DATABUILD_BUILD_ID $task $$" >> "$${JOURNAL_VARIABLE}"
`;

/** The scripts of a graph. All configs are known in advance. */
export function scriptsOf(graph: FaultGraph): Scripts {
  const cases = graph.tasks.map((task) => {
    const [first = ''] = task.outputs;
    return `${task.outputs.join('|')}) task=${first}; config='${JSON.stringify(configOf(task)).replace(EPOCH, `'"$epoch"'`)}' ;;`;
  });
  const configure = `#!/bin/sh
epoch=; [ ! -e "$DATABUILD_DATA_DIR/${EPOCH}" ] || read -r epoch < "$DATABUILD_DATA_DIR/${EPOCH}"
printf '['; s=; told=' '
for r in "$@"; do
  case $r in
  ${cases.join('\n  ')}
  *) echo "nobody makes $r" >&2; exit 1 ;;
  esac
  case $told in *" $task "*) continue ;; esac
  told="$told$task "
  printf '%s%s' "$s" "$config"; s=,
done
printf ']'
`;
  return { lookup: LOOKUP, configure, run: RUN };
}

function configOf({ outputs, inputs, nap }: FaultTask): unknown {
  return {
    outputs,
    inputs: inputs.map((ref) => ({ depType: 'materialize', ref })),
    args: [outputs[0], nap, ...outputs, '--', ...inputs],
    env: inputs.length === 0 ? { EPOCH } : {},
  };
}
