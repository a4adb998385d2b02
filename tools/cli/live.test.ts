import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeTerminal } from '../dev/testing/index.js';
import { TestGraph, type Program } from './testing/index.js';

jest.setTimeout(60_000);

const SIZE = { rows: 12, columns: 70 };

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** Shows a program's output on a terminal until it ends. @param onScreen called after each change of the screen */
async function watch(
  child: Program,
  onScreen: (terminal: FakeTerminal) => void = () => undefined,
): Promise<{ terminal: FakeTerminal; code: number | null; bytes: string }> {
  const terminal = new FakeTerminal(SIZE);
  let bytes = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    bytes += text;
    terminal.write(text);
    onScreen(terminal);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { terminal, code, bytes };
}

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Program =>
  graph.startOnTerminal('build', ['--state-dir', 's', '--jobs', '1', ...args], { ...SIZE, env });

describe('a build on a terminal', () => {
  test('ends with its summary in place of the view, and the cursor below', async () => {
    const { terminal, code } = await watch(start(['b/1', 'b/2']));
    expect(code).toBe(0);
    expect(terminal.lines.join('')).toMatch(/succeeded: built 4, pruned 0 in [0-9.]+s; data in [^ ]*\/s\/data$/);
    // Neither the view nor the manifests, which are for programs, remain.
    expect(terminal.lines.filter((line) => line.includes(' running') || line.includes('{'))).toEqual([]);
    expect(terminal.cursorVisible).toBe(true);
    expect(terminal.cursor).toEqual({ line: terminal.lines.length, column: 0 });
  });

  test('shows running tasks with the last lines of their logs, and Ctrl-C ends it', async () => {
    const child = start(['a/talks'], { NO_COLOR: '1' });
    let pressed = 0;
    let seen: readonly string[] = [];
    const { terminal, code, bytes } = await watch(child, ({ lines }) => {
      if (pressed === 0 && lines.at(-1)?.endsWith('| half done') === true) {
        pressed = 1;
        seen = lines.slice(-2);
        child.stdin.write('\u0003');
      } else if (pressed === 1 && lines.at(-2)?.includes('stopping') === true) {
        pressed = 2;
        child.stdin.write('\u0003');
      }
    });
    expect(seen).toEqual([
      expect.stringMatching(/^\[0\/1\] 1 running; \d+s, ETA unknown +\[\.+\]$/),
      expect.stringMatching(/^ +\d+s \/\/t:j a\/talks \| half done$/),
    ]);
    expect(code).toBe(130);
    expect(terminal.lines.join('\n')).toMatch(/cancelled: built 0, aborted 1, pruned 0 in/);
    expect(terminal.lines.filter((line) => line.includes('ETA'))).toEqual([]);
    expect(terminal.cursorVisible).toBe(true);
    expect(bytes.split('\u001b[').filter((rest) => /^\d+m/.test(rest))).toEqual([]);
  });

  test('shows a failure above the view, in red', async () => {
    const { terminal, code, bytes } = await watch(start(['a/fails']));
    expect(code).toBe(1);
    expect(bytes).toContain('\u001b[31mfailed   //t:j a/fails task=');
    expect(terminal.lines.join('\n')).toMatch(/ {2}exit code 3; log: /);
  });

  test('prints lines on a dumb terminal', async () => {
    const { bytes } = await watch(start(['a/1'], { TERM: 'dumb' }));
    expect(bytes).toMatch(/started {2}\/\/t:j a\/1 task=/);
    expect(bytes).not.toContain('\u001b');
  });
});

describe('a long-running command on a terminal', () => {
  test('shows its progress, and leaves only its result', async () => {
    await watch(start(['a/1', 'a/2']));
    const verify = (...args: readonly string[]): Program =>
      graph.startOnTerminal('catalog', ['verify', '--state-dir', 's', ...args], { ...SIZE });
    const { terminal, code, bytes } = await watch(verify());
    expect(code).toBe(0);
    expect(bytes).toContain('verifying the catalog …');
    expect(terminal.lines.filter((line) => line !== '')).toEqual(['the catalog is in order']);
    expect((await watch(verify('--quiet'))).bytes).toBe('');
  });

  test('shows the phases of a plan, but not with --quiet', async () => {
    const plan = (...args: readonly string[]): Program =>
      graph.startOnTerminal('plan', ['--state-dir', 's', ...args, 'a/1'], { ...SIZE });
    const { terminal, bytes } = await watch(plan());
    expect(bytes).toContain('planning 1 task …');
    expect(terminal.lines.join('\n')).not.toContain('planning');
    expect((await watch(plan('--quiet'))).bytes).not.toContain('planning');
  });

  test.each([
    ['catalog', ['export'], 'exporting the catalog'],
    ['catalog', ['gc', '--keep-last', '1'], 'looking for manifests to drop'],
    ['catalog', ['import', 'none.jsonl'], 'importing'],
    ['explain', ['a/1'], 'explaining'],
    ['merge', ['plan.json'], 'reading plan.json'],
    ['diff', ['plan.json', 'plan.json'], 'comparing'],
    ['exec', ['plan.json'], 'reading plan.json'],
  ])('%s %j shows its progress, but not with --quiet', async (command, args, phase) => {
    writeFileSync(join(graph.dir, 'none.jsonl'), '');
    writeFileSync(join(graph.dir, 'plan.json'), (await graph.run('plan', ['--state-dir', 's', 'a/1'])).stdout);
    const place = command === 'merge' || command === 'diff' ? [] : ['--state-dir', 's'];
    // If standard output is a terminal too, its rows show the progress.
    const told = async (...more: readonly string[]): Promise<string> =>
      (await watch(graph.startOnTerminal(command, [...args, ...place, ...more], { ...SIZE, stdoutFile: 'out' }))).bytes;
    expect(await told()).toContain(`${phase} …`);
    expect(await told('--quiet')).not.toContain(phase);
  });
});
