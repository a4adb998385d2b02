import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whole, type Comparison, type Contender } from './comparison.js';
import { fresh, program } from './folders.js';
import { cleanEnvironment, measure, type Command } from './measure.js';
import { layOut, planCommand } from './ours.js';
import { shapeOf } from './shapes.js';

export const NULL_TITLE = 'nothing changed';
export const BAZEL_ALONE = 'bazel run of a program that does nothing';
export const PLAN_ALONE = 'the plan without Bazel';

const REFS = 10;

/** Bazel uses the server that started this benchmark. */
const TIMEOUT_SECONDS = 120;

/** `bazel run` of a plan where nothing changed; and its two parts alone: Bazel, and the plan. */
export async function nullComparisons(scratch: string): Promise<Comparison[]> {
  const laid = await layOut(shapeOf('layered', REFS), scratch);
  const stateDir = join(scratch, 'state');
  const planFile = join(scratch, 'plan.json');
  const plan = planCommand(laid, stateDir, planFile);
  const bazel = (target: string, args: readonly string[]): Command => ({
    file: program('bazel'),
    args: [...startupOptions(), 'run', '--noshow_progress', target, '--', ...args],
    cwd: process.env['BUILD_WORKSPACE_DIRECTORY'] ?? process.cwd(),
    env: laid.env,
    stdoutFile: join(scratch, 'out'),
    timeoutSeconds: TIMEOUT_SECONDS,
  });
  const contender = (name: string, us: boolean, command: Command): Contender => ({
    name,
    us,
    prepare: () => {
      fresh(stateDir);
      measure(command);
    },
    measure: whole(command),
    check: () => undefined,
  });
  const through = bazel('//benchmarks/graph:shapes.plan', plan.args);
  measure(through);
  expectNoActions(through);
  return [
    {
      title: NULL_TITLE,
      target: "Bazel's own time plus that of the plan; no action runs again (checked)",
      contenders: [
        contender('bazel run //benchmarks/graph:shapes.plan', true, through),
        contender(BAZEL_ALONE, false, bazel('//benchmarks/graph:nothing', [])),
        contender(PLAN_ALONE, false, plan),
      ],
    },
  ];
}

/** The workspace, found from this program, which is in Bazel's output tree. */
function startupOptions(): string[] {
  const base = /^(.*)\/execroot\//.exec(fileURLToPath(import.meta.url))?.[1];
  return base === undefined ? [] : [`--output_base=${base}`];
}

function expectNoActions({ file, args, cwd, env }: Command): void {
  const { stderr } = spawnSync(file, args, { cwd, env: cleanEnvironment(env), encoding: 'utf8' });
  if (!/INFO: \d+ process(es)?: \d+ internal\./.test(stderr)) throw new Error(`an action ran again:\n${stderr}`);
}
