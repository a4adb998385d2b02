import type { GraphDescriptor, JobDescriptor } from '../../base/model/index.js';

/**
 * How the graphs of a run of the tests are built, apart from the default: no test may see a difference. Each word stands
 * for itself; together they are a cell of the matrix in `BUILD.bazel`.
 */
export type Way = 'no-speculation' | 'workers' | 'batches';

const WAYS: readonly Way[] = ['no-speculation', 'workers', 'batches'];

/** @param text words with commas between them, as `DATABUILD_TEST_WAYS` has them */
export function readWays(text = ''): ReadonlySet<Way> {
  const words = text.split(',').filter((word) => word !== '');
  const unknown = words.find((word) => !WAYS.some((way) => way === word));
  if (unknown !== undefined) throw new Error(`"${unknown}" is not a way to build`);
  return new Set(WAYS.filter((way) => words.includes(way)));
}

/** The commands that ask programs ahead, unless they are told not to. */
const ASKING_AHEAD: ReadonlySet<string> = new Set(['analyze', 'build', 'exec', 'explain', 'mermaid', 'plan']);

/** The options that a command is given besides those of the test. */
export function optionsOf(ways: ReadonlySet<Way>, command: string): readonly string[] {
  return ways.has('no-speculation') && ASKING_AHEAD.has(command) ? ['--no-speculation'] : [];
}

/** What a job is besides what the test says of it. */
export function jobOf(
  ways: ReadonlySet<Way>,
  job: Pick<JobDescriptor, 'configure'>,
): Partial<Pick<JobDescriptor, 'workers' | 'batch'>> {
  return {
    ...(ways.has('workers') && { workers: job.configure === undefined ? ['run'] : ['configure', 'run'] }),
    ...(ways.has('batches') && { batch: 3 }),
  };
}

/** What a graph is besides what the test says of it. */
export function graphOf(ways: ReadonlySet<Way>, lookup: string | undefined): Partial<Pick<GraphDescriptor, 'workers'>> {
  return ways.has('workers') && lookup !== undefined ? { workers: ['lookup'] } : {};
}

/** The scripts of a test that {@link KEPT_ALIVE} calls. */
export const WRAPPED: ReadonlySet<string> = new Set(['lookup', 'configure', 'run']);

/**
 * Calls the script beside it, whose name ends in `.script`: once with its own arguments, as a worker for each request, and
 * for each task of a batch. A task of a batch that fails ends the call, so that the failed task is tried again alone.
 */
export const KEPT_ALIVE = `#!/usr/bin/python3 -I
import json, os, subprocess, sys

def call(arguments, variables):
    if "DATABUILD_BATCH_FILE" not in variables:
        return once(arguments, variables)
    shared = {name: value for name, value in variables.items() if not name.startswith("DATABUILD_BATCH_")}
    printed = ""
    for line in open(variables["DATABUILD_BATCH_FILE"], encoding="utf-8"):
        task = json.loads(line)
        report = variables["DATABUILD_BATCH_RESULTS"] + "." + task["id"]
        outputs = report + ".outputs"
        with open(outputs, "w", encoding="utf-8") as file:
            json.dump(task["outputs"], file)
        own = {"DATABUILD_METADATA_FILE": report, "DATABUILD_OUTPUTS_FILE": outputs, "DATABUILD_OUTPUTS": json.dumps(task["outputs"])}
        code, text = once(arguments + task["args"], {**shared, **task["env"], **own})
        printed += text
        if code != 0:
            return code, printed
        metadata = json.load(open(report, encoding="utf-8")) if os.path.exists(report) else {}
        result = {"id": task["id"], "outcome": "succeeded", "metadata": metadata}
        with open(variables["DATABUILD_BATCH_RESULTS"], "a", encoding="utf-8") as results:
            results.write(json.dumps(result) + "\\n")
    return 0, printed

def once(arguments, variables):
    ended = subprocess.run([sys.argv[0] + ".script", *arguments], env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    code = ended.returncode
    return code if code >= 0 else 128 - code, ended.stdout.decode("utf-8", "surrogateescape")

if sys.argv[-1] != "--persistent_worker":
    code, printed = call(sys.argv[1:], dict(os.environ))
    sys.stdout.write(printed)
    sys.exit(code)
for line in sys.stdin:
    request = json.loads(line)
    if request.get("cancel"):
        continue
    code, printed = call(request["arguments"], {**os.environ, **request.get("env", {})})
    print(json.dumps({"exitCode": code, "output": printed, "requestId": request.get("requestId", 0)}), flush=True)
`;
