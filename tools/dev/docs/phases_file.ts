import { COMMANDS, type Command } from '../../cli/index.js';

const HEAD = `"""The executables beside a job or a graph, and that of a service: suffix of the target to its command and what it does.

Generated from tools/cli/commands.ts: do not edit; bazel run //tools/dev/docs:update_docs
"""
`;

/** The table of executables that the rules declare: `rules/private/phases.bzl`, from the table of the command line. */
export function phasesFile(): string {
  const commands = [...COMMANDS].filter(([, command]) => !('hasNoTarget' in command));
  const phases = (name: string, descriptor: Command['descriptor']): string => {
    const own = commands.filter(([, command]) => command.descriptor === descriptor);
    return `\n${name} = {\n${own.map(phase).sort().join('')}}\n`;
  };
  return `${HEAD}${phases('JOB_PHASES', 'job')}${phases('GRAPH_PHASES', 'graph')}${phases('SERVICE_PHASES', 'service')}`;
}

function phase([word, { suffix, summary, needsArchive }]: readonly [string, Command]): string {
  const archive = needsArchive === true ? 'True' : 'False';
  return `    ${starlarkString(suffix)}: struct(archive = ${archive}, command = ${starlarkString(word)}, summary = ${starlarkString(firstSentence(summary))}),\n`;
}

function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/s.exec(text)?.[0] ?? text;
}

/** JSON escapes a text as Starlark does, where it has no control characters. */
function starlarkString(text: string): string {
  return JSON.stringify(text);
}
