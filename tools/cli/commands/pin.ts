import { join } from 'node:path';
import { memoryCatalog } from '../../catalog/index.js';
import { err, ok, type Plan, type Result } from '../../base/model/index.js';
import { pin, readPin, unpin, writePin, type Pin, type PinFileFailure } from '../../plan/pin/index.js';
import { describePinFileFailure, describeReadFailure, describeWriteFailure } from '../../report/index.js';
import { readText, resolveRunfile, writeText } from '../../base/runtime/index.js';
import type { GraphInvocation } from '../command.js';
import { planAloud, readWanted } from '../planning.js';
import { maskTasks } from '../../base/secrets/index.js';
import { printDiff } from '../print_diff.js';
import { secretsOf } from '../secrets.js';
import { tell } from '../session.js';

/** `DATABUILD_DATA_DIR` for configure, so that a config that contains it is the same on all machines. */
const DATA_DIR = '/databuild/data';

/** The arguments that the launcher of a plan test puts before the refs. */
interface Pinned {
  /** Label of the test. */
  readonly test: string;
  /** Path of the file in the workspace. */
  readonly file: string;
  /** Runfiles path of the file; empty if it does not exist. */
  readonly runfile: string;
  /** The command line without these arguments. */
  readonly invocation: GraphInvocation;
}

/** `check TEST FILE RUNFILE REF...`: compares the file with the current plan. */
export async function runPinCheck(given: GraphInvocation): Promise<number> {
  const { test, file, runfile, invocation } = pinnedOf(given);
  const update = `bazel run ${test}.update`;
  const refuse = (problem: string): number => {
    invocation.messages.line(`${test}: ${problem}\n  To write the current plan into the file: ${update}`);
    return 1;
  };
  if (runfile === '') return refuse(`${file} does not exist yet`);
  const text = await readText(resolveRunfile(invocation.runfilesDir, runfile));
  if (!text.ok) return refuse(describeReadFailure(text.error));
  const old = asPlan(readPin(text.value));
  if (!old.ok) return refuse(`${file}: ${describePinFileFailure(old.error)}`);

  const current = await pinNow(invocation);
  if (!current.ok) return current.error;
  const now = unpin(current.value);
  if (!now.ok) throw new Error(`${now.error.reason} in a plan that was just made`);
  const code = await printDiff(
    invocation,
    { name: file, graph: old.value },
    { name: 'the current plan', graph: now.value },
  );
  return code === 0 ? 0 : refuse(`the plan differs from the one in ${file}. If this is intended, update the file.`);
}

/** `update TEST FILE RUNFILE REF...`: writes the current plan into the file, in the workspace of `bazel run`. */
export async function runPinUpdate(given: GraphInvocation): Promise<number> {
  const { test, file, invocation } = pinnedOf(given);
  const { context, messages } = invocation;
  const workspace = context.env['BUILD_WORKSPACE_DIRECTORY'];
  if (workspace === undefined) {
    messages.line(`${test}.update: it writes to the source tree, so run it with Bazel: bazel run ${test}.update`);
    return 2;
  }
  const current = await pinNow(invocation);
  if (!current.ok) return current.error;
  const written = await writeText(join(workspace, file), writePin(current.value));
  if (!written.ok) {
    messages.line(`${test}.update: ${describeWriteFailure(written.error)}`);
    return 1;
  }
  messages.line(`wrote ${file}`);
  return 0;
}

function pinnedOf(given: GraphInvocation): Pinned {
  const [test, file, runfile, ...args] = given.args;
  if (test === undefined || file === undefined || runfile === undefined) {
    throw new Error('a plan test is started by the target that databuild_plan_test declares');
  }
  const options = { ...given.options, dataDir: DATA_DIR };
  return { test, file, runfile, invocation: { ...given, args, options } };
}

/** The graph's present plan for an empty catalog; or the exit code, after reporting what is wrong. */
async function pinNow(invocation: GraphInvocation): Promise<Result<Pin, number>> {
  const wanted = await readWanted(invocation);
  if (!wanted.ok) return wanted;
  const planned = await planAloud(wanted.value, invocation, memoryCatalog());
  if (!planned.ok) return err(tell(invocation, planned.error));
  const { plan } = planned.value;
  const tasks = [...maskTasks(plan.tasks, secretsOf(invocation))];
  return ok(pin({ ...plan, tasks }, invocation.descriptor.jobs));
}

function asPlan(read: Result<Pin, PinFileFailure>): Result<Plan, PinFileFailure> {
  return read.ok ? unpin(read.value) : read;
}
