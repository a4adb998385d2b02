import { dirname, isAbsolute, join } from 'node:path';
import { err, ok, type Plan, type Result } from '../../base/model/index.js';
import { resolveUserPath, writeFolder } from '../../base/runtime/index.js';
import {
  compile,
  excessOfTasks,
  MARK,
  shellWord,
  TARGETS,
  type CompileSettings,
  type Target,
} from '../../compile/index.js';
import { slurmOptions } from '../../driver/index.js';
import { countPlanTasks } from '../../plan/plan/index.js';
import { count, describeCompileFailure, describeFolderFailure } from '../../report/index.js';
import { withCatalogView } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { planAloud, readWanted } from '../planning.js';
import { readPlanFrom } from '../read_plan.js';
import { siteOf, tell } from '../session.js';
import { VERSION } from '../version.js';

export async function runCompile(invocation: GraphInvocation): Promise<number> {
  const { options, usageError } = invocation;
  const names = [...TARGETS.keys()].join(', ');
  if (options.compileTo === undefined) return usageError(`no target; name one with --to: ${names}`);
  const target = TARGETS.get(options.compileTo);
  if (target === undefined) {
    return usageError(`--to is ${JSON.stringify(options.compileTo)}; it must be one of ${names}`);
  }
  if (target.elsewhere !== undefined) {
    for (const [name, path] of [
      ['--state-dir', options.stateDir],
      ['--data-dir', options.dataDir],
    ] as const) {
      if (path === undefined || isAbsolute(path)) continue;
      return usageError(
        `${name} is ${JSON.stringify(path)}; ${target.name} runs tasks elsewhere, so name an absolute path`,
      );
    }
  }
  const plan = await planOf(target, invocation);
  return plan.ok ? compilePlan(plan.value, target, invocation) : plan.error;
}

/** The plan in the named file, or a new plan of the named refs. @returns the exit code after reporting what is wrong */
async function planOf(target: Target, invocation: GraphInvocation): Promise<Result<Plan, number>> {
  const [file, ...rest] = invocation.args;
  if (file?.endsWith('.json') === true && rest.length === 0) {
    const excess = await excessOf(file, target, invocation);
    return excess === undefined ? readPlanFrom(file, invocation) : err(excess);
  }
  const wanted = await readWanted(invocation);
  if (!wanted.ok) return wanted;
  let made: Result<Plan, number> = err(2);
  const code = await withCatalogView(invocation, async (catalog) => {
    const planned = await planAloud(wanted.value, invocation, catalog);
    if (!planned.ok) return tell(invocation, planned.error);
    made = ok(planned.value.plan);
    return 0;
  });
  return code === 0 ? made : err(code);
}

/** Refuses a plan that is much too large before it is read, which takes memory. @returns the exit code */
async function excessOf(file: string, target: Target, invocation: GraphInvocation): Promise<number | undefined> {
  const { context, descriptor, options, refuse } = invocation;
  if (target.limits.units === undefined || options.slice !== undefined) return undefined;
  const tasks = await countPlanTasks(resolveUserPath(context, file));
  const excess = tasks === undefined ? undefined : excessOfTasks(tasks, descriptor.jobs, target.limits);
  if (excess === undefined) return undefined;
  return refuse(describeCompileFailure({ reason: 'compile-too-large', target: target.name, ...excess }));
}

async function compilePlan(plan: Plan, target: Target, invocation: GraphInvocation): Promise<number> {
  const { context, descriptor, options, messages, out, cancellation, refuse } = invocation;
  const slurm = target.engine === undefined ? undefined : slurmOptions(descriptor, options.engineOptions);
  if (slurm?.ok === false) return refuse(`slurm refuses: ${slurm.error}`);
  const settings = { ...settingsOf(target, invocation), slurm: slurm?.value.jobs };
  const compiled = await compile(plan, descriptor.jobs, {
    target,
    settings,
    slice: options.slice,
    version: VERSION,
    command: commandOf(settings, invocation),
  });
  if (!compiled.ok) return refuse(describeCompileFailure(compiled.error));
  const folder = resolveUserPath(context, options.out ?? `${target.name}-${plan.id.slice(0, 12)}`);
  const { signal } = cancellation;
  const written = await writeFolder(folder, compiled.value.files, { marker: MARK, signal });
  if (!written.ok) return refuse(describeFolderFailure(written.error));
  if (!options.quiet) {
    messages.line(
      `compiled ${count(compiled.value.tasks, 'task')} to ${target.name}; to run: cd ${shellWord(folder)} && ${target.run}`,
    );
  }
  await out.write(`${folder}\n`);
  return 0;
}

function settingsOf(target: Target, invocation: GraphInvocation): CompileSettings {
  const { descriptor, options, runfilesDir } = invocation;
  const { stateDir, dataDir, catalogUrl } = siteOf(invocation);
  const name = descriptor.label.slice(descriptor.label.lastIndexOf(':') + 1);
  const { elsewhere } = target;
  return {
    task: options.task ?? (elsewhere === undefined ? join(dirname(runfilesDir), `${name}.task`) : undefined),
    stateDir: elsewhere === undefined ? stateDir : (options.stateDir ?? elsewhere.stateDir),
    dataDir: elsewhere === undefined ? dataDir : (options.dataDir ?? elsewhere.dataDir),
    sharedCatalog: catalogUrl !== undefined,
    image: options.image,
    passEnv: options.passEnv,
    resources: options.resources,
  };
}

/** The command that compiles the plan that the folder has in the same way. */
function commandOf(settings: CompileSettings, { descriptor, options }: GraphInvocation): string {
  const { number, of } = options.slice ?? {};
  const words = [
    ...['--to', options.compileTo ?? ''],
    ...(number === undefined || of === undefined ? [] : ['--slice', `${number}/${of}`]),
    ...(settings.task === undefined ? [] : ['--task', settings.task]),
    ...['--state-dir', settings.stateDir, '--data-dir', settings.dataDir],
    ...settings.passEnv.flatMap((name) => ['--pass-env', name]),
    ...(settings.image === undefined ? [] : ['--image', settings.image]),
    ...[...settings.resources].flatMap(([name, amount]) => ['--resource', `${name}=${amount}`]),
    ...(settings.slurm === undefined ? [] : [...options.engineOptions]).flatMap(([name, value]) => [
      '--engine-option',
      `${name}=${value}`,
    ]),
  ].map(shellWord);
  const catalog = settings.sharedCatalog ? ['--catalog "$DATABUILD_CATALOG"'] : [];
  return ['bazel run', shellWord(`${descriptor.label}.compile`), '--', ...words, ...catalog, 'plan.json'].join(' ');
}
