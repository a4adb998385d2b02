// Does what docs/tutorial.md says, in order: writes its files, runs its commands, and compares what they print. Prints a line
// for each command, and ends with "N passed, N failed".
//
// usage: node run_tutorial.mjs TUTORIAL WORKING_DIRECTORY SHELL_PRELUDE
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [tutorial, start, prelude] = process.argv.slice(2);

/** The steps of a Markdown text: files to write, and commands with what they print. */
function* stepsOf(markdown) {
  let place;
  let block;
  for (const [index, line] of markdown.split('\n').entries()) {
    const comment = /^<!-- (file|append): (\S+) -->$/.exec(line);
    if (comment !== null) place = { kind: comment[1], path: comment[2] };
    else if (block === undefined && line.startsWith('```'))
      block = { language: line.slice(3), lines: [], first: index + 2 };
    else if (block !== undefined && line === '```') {
      if (place !== undefined) yield { ...place, text: `${block.lines.join('\n')}\n` };
      else if (block.language === 'console') yield* commandsOf(block);
      place = undefined;
      block = undefined;
    } else block?.lines.push(line);
  }
}

function* commandsOf({ lines, first }) {
  let step;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('$ ')) {
      if (step !== undefined) yield step;
      step = { kind: 'command', command: line.slice(2), printed: [], line: first + index };
    } else step.printed.push(line);
  }
  if (step !== undefined) yield step;
}

/** Lines that Bazel prints about itself, and that tell nothing about the graph. */
const NOISE =
  /^\s*(INFO|WARNING|DEBUG|Loading|Analyzing|Computing|Starting|Target|Use|Executed|Extracting|There were|currently loading|bazel-bin|=|\[|\/\/|\(\d)/;

/** What differs in every run. */
const normalized = (line) =>
  line
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/\b[0-9-]{10}T[0-9:.]+Z/g, '<time>')
    .replaceAll(/\b[0-9a-f]{12}\b/g, '<digest>')
    .replaceAll(/\b[0-9]+(\.[0-9]+)?s\b/g, '<duration>')
    .trimEnd();

let cwd = start;
let passed = 0;
let failed = 0;
for (const step of stepsOf(readFileSync(tutorial, 'utf8'))) {
  if (step.kind === 'file') writeFileSync(join(cwd, step.path), step.text);
  else if (step.kind === 'append') appendFileSync(join(cwd, step.path), `\n${step.text}`);
  else {
    // The shell says at the end where it is, so that `cd` lasts.
    const script = `${prelude}\n${step.command}\nstatus=$?; pwd >&3; exit $status`;
    const done = spawnSync('/bin/sh', ['-c', `{ ${script}\n} 2>&1`], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    cwd = done.output[3].trim() || cwd;
    const lines = done.stdout.split('\n').filter((line) => line.trim() !== '' && !NOISE.test(line));
    // Of a test, what it checked is shown; Bazel says more about it.
    const shown = step.command.includes('bazel test') ? lines.filter((line) => /^(ok|FAILED) /.test(line)) : lines;
    const isSame = JSON.stringify(shown.map(normalized)) === JSON.stringify(step.printed.map(normalized));
    // A test that fails has the exit code 3.
    const isExpected =
      done.status === 0 || (done.status === 3 && step.printed.some((line) => line.startsWith('FAILED')));
    if (isSame && isExpected) {
      passed++;
      console.log(`ok      ${step.command}`);
    } else {
      failed++;
      console.log(`FAILED  docs/tutorial.md:${String(step.line)}: ${step.command} (exit code ${String(done.status)})`);
      console.log(`        expected: ${step.printed.join('\n        expected: ')}`);
      console.log(`        printed:  ${lines.join('\n        printed:  ')}`);
      // Later steps stand on what this one does.
      if (!isExpected) break;
    }
  }
}
console.log(`${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
