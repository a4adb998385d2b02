import { fileOf, requestedTasks, tasksOf, type Shape } from './shapes.js';

/** A shape as the build file of each peer. If the file can limit tasks, at most two run at a time. */

const inputFiles = (shape: Shape, task: number): string[] => shape.inputsOf(task).map(fileOf);
const requestedFiles = (shape: Shape): string[] => requestedTasks(shape).map(fileOf);

export function ninjaFile(shape: Shape): string {
  const lines = ['rule touch', '  command = touch $out'];
  for (const task of tasksOf(shape)) {
    lines.push(`build ${fileOf(task)}: touch ${inputFiles(shape, task).join(' ')}`);
  }
  return `${lines.join('\n')}\ndefault ${requestedFiles(shape).join(' ')}\n`;
}

export function makefile(shape: Shape): string {
  const lines = [`all: ${requestedFiles(shape).join(' ')}`, '.PHONY: all'];
  for (const task of tasksOf(shape)) {
    lines.push(`${fileOf(task)}: ${inputFiles(shape, task).join(' ')}\n\ttouch $@`);
  }
  return `${lines.join('\n')}\n`;
}

/** A Python dictionary: file → its input files. JSON that consists of strings and lists is also Python. */
const pythonNeeds = (shape: Shape): string =>
  JSON.stringify(Object.fromEntries([...tasksOf(shape)].map((task) => [fileOf(task), inputFiles(shape, task)])));

/** One rule for all tasks, as a user would write it. With thousands of rules, Snakemake is even slower. */
export function snakefile(shape: Shape): string {
  return `NEEDS = ${pythonNeeds(shape)}

rule all:
    input: ${JSON.stringify(requestedFiles(shape))}

rule touch:
    output: "{file}"
    wildcard_constraints: file=r"t\\d+"
    input: lambda wildcards: NEEDS[wildcards.file]
    shell: "touch {output}"
`;
}

export function dodoFile(shape: Shape): string {
  return `from doit.tools import run_once

NEEDS = ${pythonNeeds(shape)}

def task_touch():
    for file, needs in NEEDS.items():
        yield {
            'name': file,
            'actions': ['touch ' + file],
            'file_dep': needs,
            'targets': [file],
            # Without this, a task without inputs is never up to date.
            'uptodate': [] if needs else [run_once],
        }
`;
}

/** A `package.json` whose script `all` makes everything. */
export function wireitPackage(shape: Shape): string {
  const scripts: Record<string, string> = { all: 'wireit' };
  const wireit: Record<string, unknown> = { all: { dependencies: requestedFiles(shape) } };
  for (const task of tasksOf(shape)) {
    const file = fileOf(task);
    scripts[file] = 'wireit';
    wireit[file] = { command: `touch ${file}`, files: [], output: [file], dependencies: inputFiles(shape, task) };
  }
  return JSON.stringify({ name: 'shapes', version: '1.0.0', private: true, scripts, wireit });
}
