import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';

// These tests check what people see for a failure: the name, the place and the fix on standard error, and nothing on
// standard output. The exit code is 1 if a job or lookup failed, and 2 if the request was wrong.

const JOB = '//tools/dev/testing/bad_input:odd';
const GRAPH = '//tools/dev/testing/bad_input:odd_graph';

let state: string;
const data = (name: string): string => join(state, 'data', name);
const program = (phase: string): string => resolve(`tools/dev/testing/bad_input/odd_graph.${phase}`);

beforeEach(() => {
  state = mkdtempSync(join(process.env['TEST_TMPDIR'] ?? '/tmp', 'state-'));
  mkdirSync(data('.'));
});

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(phase: string, args: readonly string[], input = ''): Outcome {
  const { status, stdout, stderr } = spawnSync(program(phase), ['--state-dir', state, ...args], {
    encoding: 'utf8',
    input,
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** Checks what every failure must fulfil. */
function expectFailure(outcome: Outcome, status: 1 | 2, ...words: readonly string[]): void {
  for (const word of words) expect(outcome.stderr).toContain(word);
  expect(outcome).toMatchObject({ status, stdout: '' });
  expect(outcome.stderr).not.toMatch(/^\s+at .+:\d+/m);
  expect(outcome.stderr).not.toContain('bug in DataBuild');
  expect(outcome.stderr.length).toBeLessThan(2000);
}

describe('a ref', () => {
  test.each([
    ['that is empty', '', 'ref "" is empty; a ref has 1 to 1024 bytes'],
    ['that contains a line feed', 'good/a\nb', 'ref "good/a\\nb" has a control character (U+000A) at position 6'],
    ['that has 2,000 bytes', `good/${'x'.repeat(1995)}`, 'has 2000 bytes; a ref has at most 1024'],
    ['that has too many bytes in few characters', 'é'.repeat(600), 'has 1200 bytes; a ref has at most 1024'],
    ['that ends with a space', 'good/a ', 'begins or ends with white space; remove it'],
  ])('%s is rejected by every command', (_, ref, message) => {
    for (const phase of ['lookup', 'analyze', 'plan', 'build']) {
      expectFailure(run(phase, ['good/b', ref]), 2, 'argument 2: ', message, `odd_graph.${phase} --help`);
    }
  });

  test('in a file is reported with file and line', () => {
    writeFileSync(data('refs.txt'), 'good/a\n good/b\n');
    expectFailure(run('plan', [`@${data('refs.txt')}`]), 2, 'refs.txt line 2: ref " good/b" begins or ends with white');
  });

  test('from standard input is reported with its line', () => {
    expectFailure(run('plan', ['-'], 'good/a\r\n\ngood/\tb\n'), 2, 'standard input line 3', 'U+0009');
  });

  test('is required', () => {
    expectFailure(run('build', []), 2, 'no refs; name at least one partition');
    expectFailure(run('build', ['-'], '\n\n'), 2, 'no refs; the input has no line with a ref');
    expectFailure(run('build', [`@${data('none')}`]), 2, data('none'));
  });
});

describe('an option', () => {
  test.each([
    [['--stat-dir', 'x', 'good/a'], 'unknown option --stat-dir; did you mean --state-dir?'],
    [['--jobs', 'many', 'good/a'], '--jobs is "many"; it must be a whole number from 1 to'],
    [['--configure-timeout', '0', 'good/a'], '--configure-timeout is "0"; it must be a whole number from 1 to'],
    [['--state-dir=', 'good/a'], '--state-dir is empty; it must name a directory'],
    [['--audit-masked', 'some', 'good/a'], '--audit-masked is "some"; it must be a whole number from 1 to'],
    [['--audit-masked=0', 'good/a'], '--audit-masked is "0"; it must be a whole number from 1 to'],
    [['good/a', '--audit-masked'], 'option audit-masked needs a value'],
    [['--validity', 'maybe', 'good/a'], '--validity is "maybe"; it must be one of presence, version, content'],
  ])('is rejected if it is invalid: %j', (args, message) => {
    const { status, stdout, stderr } = spawnSync(program('build'), args, { encoding: 'utf8' });
    expectFailure({ status, stdout, stderr }, 2, message);
  });
});

describe('a configure that', () => {
  test.each([
    [
      'chatty/a',
      'prints text before its JSON',
      ['text before its JSON, on line 1: Loading settings...', 'standard error'],
    ],
    ['silent/a', 'prints nothing', ['printed nothing on standard output']],
    ['cut/a', 'stops in the middle of its JSON', ['printed JSON that ends too early', 'is missing']],
    ['garbage/a', 'prints a megabyte of garbage', ['printed invalid JSON, at line 1']],
    ['shapeless/a', 'prints JSON of another shape', ['JSON of the wrong shape', '[0].outputs']],
    ['deaf/a', 'leaves a ref out', ['configured no output for deaf/a', 'exactly one']],
    ['greedy/a', 'makes a ref twice', ['greedy/a is an output of two configs of', 'only one may make it']],
    ['selfish/a', 'needs its own output', ['needs its own output selfish/a']],
    ['exits/a', 'exits with 3', ['failed with exit code 3', '| the warehouse is closed']],
    ['killed/a', 'is killed', ['was killed by SIGKILL']],
  ])('%s: %s', (ref, _, words) => {
    for (const phase of ['analyze', 'plan', 'build']) expectFailure(run(phase, ['--quiet', ref]), 1, JOB, ...words);
  });

  test('exceeds its timeout is ended, with every process that it started', () => {
    const outcome = run('plan', ['--configure-timeout', '1', 'hangs/a']);
    expectFailure(outcome, 1, JOB, 'did not end within 1.00s', 'raise --configure-timeout');
    const pids = readFileSync(data('pids'), 'utf8').trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isRunning)).toEqual([]);
  });
});

describe('a lookup that', () => {
  test('names an unknown job is reported', () => {
    expectFailure(run('build', ['stray/a']), 1, GRAPH, ':nowhere', 'stray/a');
  });

  test('leaves out a ref makes the request fail with exit code 2', () => {
    for (const phase of ['build', 'explain']) {
      expectFailure(run(phase, ['lost/a']), 2, GRAPH, 'lost/a', 'check the spelling, or extend lookup');
    }
  });

  test('fails is reported with its exit code and standard error', () => {
    expectFailure(run('build', ['crash/a']), 1, GRAPH, 'failed with exit code 4', '| the list of tables is gone');
  });
});

describe('a task that', () => {
  test('fails is reported with the end of its log', () => {
    expectFailure(run('build', ['fails/a']), 1, JOB, 'failed to make fails/a: exit code 7', 'no row matches', 'log: ');
  });

  test('lacks its execute bit is reported before anything runs', () => {
    writeFileSync(data('program'), '#!/bin/sh\n');
    chmodSync(data('program'), 0o644);
    const words = [JOB, data('program'), 'no execute permission', 'chmod +x'];
    expectFailure(run('build', ['unrunnable/a']), 1, ...words);
  });

  test('has no program is reported', () => {
    expectFailure(run('build', ['unrunnable/a']), 1, JOB, data('program'));
  });
});

describe('a state directory that', () => {
  const withState = (stateDir: string): Outcome => {
    const { status, stdout, stderr } = spawnSync(program('build'), ['--state-dir', stateDir, 'good/a'], {
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test('is a file is rejected', () => {
    writeFileSync(data('file'), '');
    expectFailure(withState(data('file')), 2, data('file'), 'a file is where a directory should be');
  });

  test('is inside a file is rejected', () => {
    writeFileSync(data('file'), '');
    expectFailure(withState(data('file/state')), 2, data('file/state'));
  });

  // Tests may run as root, who ignores permissions. But nobody can write to the kernel's own file system.
  test('cannot be created is rejected', () => {
    expectFailure(withState('/sys/databuild'), 2, '/sys/databuild');
  });

  test('has a catalog that is not a database is rejected', () => {
    writeFileSync(join(state, 'catalog.sqlite'), 'once upon a time '.repeat(100));
    expectFailure(withState(state), 2, join(state, 'catalog.sqlite'), 'is not a database; move it away');
  });
});

describe('a plan that', () => {
  test.each([
    ['is empty', '', 'the plan is empty'],
    ['is not JSON', 'tasks: none', 'the plan is not JSON, at line 1, column'],
    ['is truncated', '{"schemaVersion":1,"graph":"x"', 'the plan ends too early'],
    ['is another file', '{"name":"left-pad"}', 'this is not a plan'],
    ['has a later schema version', '{"schemaVersion":99,"graph":"x"}', 'schemaVersion 99'],
  ])('%s', (_, text, message) => {
    expectFailure(run('exec', [], text), 2, 'standard input', message);
  });

  test('was truncated, edited or written by a later version is rejected', () => {
    const { stdout: plan } = run('plan', ['--quiet', 'good/a', 'good/b']);
    const broken = (text: string, ...words: string[]): void => {
      expect(text).not.toBe(plan);
      writeFileSync(data('plan.json'), text);
      expectFailure(run('exec', [data('plan.json')]), 2, data('plan.json'), ...words);
    };
    broken(plan.slice(0, plan.length / 2), 'the plan ends too early, at line', 'was the file truncated?');
    broken(plan.replace('"args":["good/b"]', '"args":["good/c"]'), 'the plan was changed after it was made', '.merge');
    broken(plan.replace('"schemaVersion":1', '"schemaVersion":2'), 'schemaVersion 2', 'plan again');
    broken(plan.replace('"args":["good/b"]', '"args":"good/b"'), 'the plan is wrong at line', 'config.args');
    expect(run('exec', ['--quiet'], plan)).toMatchObject({ status: 0, stderr: '' });
  });

  test('belongs to another graph is rejected', () => {
    const other = resolve('tools/dev/testing/bad_input/other_graph.plan');
    const { stdout } = spawnSync(other, ['--state-dir', state, '--quiet', 'good/a'], { encoding: 'utf8' });
    const words = ['is a plan of //tools/dev/testing/bad_input:other_graph', `runs plans of ${GRAPH}`];
    expectFailure(run('exec', [], stdout), 2, ...words);
  });

  test('does not exist is rejected', () => {
    expectFailure(run('exec', [data('plan.json')]), 2, data('plan.json'));
  });

  test('is only a job graph is rejected', () => {
    const { stdout } = spawnSync(program('analyze'), ['--quiet', 'good/a'], { encoding: 'utf8' });
    expectFailure(run('exec', [], stdout), 2, `this is a job graph of ${GRAPH}, not a plan`);
  });
});

test('a reader that closes the pipe early is not a failure', () => {
  // Much more output than a pipe can hold.
  const refs = Array.from({ length: 3000 }, (_, index) => `good/${String(index)}`);
  const script = '{ "$@" <"$refs"; echo "$?" >"$status"; } | head -n 1';
  writeFileSync(data('refs'), refs.join('\n'));
  const { stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', program('analyze'), '--quiet', '-'], {
    encoding: 'utf8',
    env: { ...process.env, refs: data('refs'), status: data('status') },
  });
  expect(stdout).toMatch(/^{"schemaVersion":1,.*\n$/);
  expect(stderr).toBe('');
  expect(readFileSync(data('status'), 'utf8')).toBe('0\n');
});

test('a valid request succeeds, so the failures above come from the bad input', () => {
  expect(run('build', ['--quiet', 'good/a', 'good/b'])).toMatchObject({ status: 0, stderr: '' });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
