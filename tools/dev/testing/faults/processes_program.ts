import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const TOOLS = resolve(import.meta.dirname, '../../..');

/** Where `--engine slurm` gets its engine, in place of the module of Slurm. */
const ENGINE = `import { processEngine } from ${urlOf(join(TOOLS, 'engines/processes/index.ts'))};

export async function prepareSlurm({ dir, tasks, site }) {
  const engine = processEngine({ dir, inFlight: 4 });
  return { ok: true, value: { engine, lostAfterMs: 1000, env: { ...tasks.engineEnv, ...site.env } } };
}
`;

/**
 * Writes a program that is the command line from its sources, but with `--engine slurm` it runs tasks by the engine of
 * processes. Tasks themselves run in the built program.
 *
 * @param folder an existing folder for its files
 * @param bundle path of the built program
 * @returns its path
 */
export function writeProcessesProgram(folder: string, bundle: string): string {
  const engine = join(folder, 'process_engine.mjs');
  const program = join(folder, 'build_by_processes.mjs');
  writeFileSync(engine, ENGINE);
  writeFileSync(
    program,
    `import { registerHooks } from 'node:module';

const words = process.argv.slice(2);
if (words[0] === 'task') await import(${urlOf(resolve(bundle))});
registerHooks({
  resolve: (name, context, next) => {
    if (!name.startsWith('.') || !context.parentURL?.endsWith('.ts')) return next(name, context);
    if (name === './slurm.js' && context.parentURL.endsWith('/driver/engine.ts')) return next(${urlOf(engine)}, context);
    return next(name.replace(/[.]js$/, '.ts'), context);
  },
});
const { runProgram } = await import(${urlOf(join(TOOLS, 'cli/program.ts'))});
process.exit(await runProgram(words));
`,
  );
  return program;
}

function urlOf(path: string): string {
  return JSON.stringify(pathToFileURL(path).href);
}
