// Does what docs/tutorial.md says, in order: writes its files, runs its commands, and compares what they print. Prints a line
// for each command, and ends with "N passed, N failed".
//
// usage: node run_tutorial.mjs TUTORIAL WORKING_DIRECTORY SHELL_PRELUDE SESSIONS
//
// SESSIONS is the compiled tools/cli/testing/sessions.ts, which reads documents.
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [tutorial, start, prelude, sessions] = process.argv.slice(2);
const { blocksOf, exchangesOf, normalized } = await import(sessions);

/** Lines that Bazel prints about itself, and that tell nothing about the graph. */
const NOISE =
  /^\s*(INFO|WARNING|DEBUG|Loading|Analyzing|Computing|Starting|Target|Use|Executed|Extracting|There were|currently loading|bazel-bin|=|\[|\/\/|\(\d)/;

let cwd = start;

/** Runs a command where the one before has ended. @returns its exit code, and what is compared of what it printed */
function run(command) {
  // The shell says at the end where it is, so that `cd` lasts.
  const script = `${prelude}\n${command}\nstatus=$?; pwd >&3; exit $status`;
  const { status, stdout, output } = spawnSync('/bin/sh', ['-c', `{ ${script}\n} 2>&1`], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  cwd = output[3].trim() || cwd;
  const lines = stdout.split('\n').filter((line) => line.trim() !== '' && !NOISE.test(line));
  // Of a test, what it checked is shown; Bazel says more about it.
  const shown = command.includes('bazel test') ? lines.filter((line) => /^(ok|FAILED) /.test(line)) : lines;
  return { status, lines, shown };
}

/** What is compared of a line. */
const compared = (line) => normalized(line).trimEnd();

let passed = 0;
let failed = 0;

/** Runs a command of the tutorial, and counts it. @returns whether what follows can stand on it */
function check({ command, printed, line }) {
  const { status, lines, shown } = run(command);
  const isSame = JSON.stringify(shown.map(compared)) === JSON.stringify(printed.map(compared));
  // A test that fails has the exit code 3.
  const isExpected = status === 0 || (status === 3 && printed.some((text) => text.startsWith('FAILED')));
  if (isSame && isExpected) {
    passed++;
    console.log(`ok      ${command}`);
  } else {
    failed++;
    console.log(`FAILED  docs/tutorial.md:${String(line)}: ${command} (exit code ${String(status)})`);
    console.log(`        expected: ${printed.join('\n        expected: ')}`);
    console.log(`        printed:  ${lines.join('\n        printed:  ')}`);
  }
  return isExpected;
}

for (const block of blocksOf(readFileSync(tutorial, 'utf8'))) {
  const [kind, path] = block.mark.split(': ');
  const text = `${block.lines.join('\n')}\n`;
  if (kind === 'file') writeFileSync(join(cwd, path), text);
  else if (kind === 'append') appendFileSync(join(cwd, path), `\n${text}`);
  else if (block.language === 'console' && !exchangesOf(block).every(check)) break;
}
console.log(`${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
