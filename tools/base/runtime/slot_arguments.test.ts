import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SlotRig } from '../../dev/testing/index.js';
import type { LaunchOutcome } from './launch.js';

const BASE_ENV = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' };

jest.setTimeout(60_000);

let rig: SlotRig;

beforeAll(async () => {
  rig = await SlotRig.start({ size: 1, env: BASE_ENV, graceMs: 1000 });
});

afterAll(() => rig.stop());

const exited = (code: number): LaunchOutcome => ({ kind: 'exited', code, wroteMetadata: false });

describe('a process in a slot', () => {
  const text = fc
    .oneof(
      { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
      { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...'\'"`$\\\n\t\r;&|<>(){}[]*?!#~=% -'.split('')) }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('', '-n', '--', "'", '\\', '$(exit 9)', '\u0081\u0088\u00ff', '~', '=x'),
      },
      {
        weight: 1,
        arbitrary: fc.string({ unit: 'grapheme', maxLength: 5 }).map((part) => `${part}'x`.repeat(500)),
      },
    )
    .map((value) => value.replaceAll('\0', ''));

  test('gets every argument byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 6 }), async (args) => {
        expect(await rig.run('/usr/bin/printf', ['%s\\0', 'first', ...args])).toEqual(exited(0));
        expect((await readFile(rig.log, 'utf8')).split('\0')).toEqual(['first', ...args, '']);
      }),
      { numRuns: 150 },
    );
  });

  test('gets the variables of the slots and of its launch byte for byte, even those with a meaning for shells', async () => {
    const name = fc.oneof(
      fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/),
      fc.constantFrom(
        'PATH',
        'HOME',
        'IFS',
        '_',
        'OPTIND',
        'LINENO',
        'PPID',
        'UID',
        'PWD',
        'OLDPWD',
        'SHLVL',
        'PS4',
        'LC_ALL',
        'LANG',
        'BASH_ENV',
        'ENV',
        'RANDOM',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, text, { maxKeys: 6 }), async (env) => {
        expect(await rig.run('/usr/bin/env', ['-0'], { env })).toEqual(exited(0));
        const entries = (await readFile(rig.log, 'utf8')).split('\0').slice(0, -1);
        const seen = Object.fromEntries(
          entries.map((entry) => {
            const at = entry.indexOf('=');
            return [entry.slice(0, at), entry.slice(at + 1)];
          }),
        );
        expect(seen).toEqual({ ...BASE_ENV, DATABUILD_LIFELINE: expect.stringMatching(/^\d+$/), ...env });
      }),
      { numRuns: 150 },
    );
  });

  test('gets an argument and a variable of 100 KB', async () => {
    const value = `'"\n$`.repeat(25_000);
    expect(await rig.run('/usr/bin/printf', ['%s', value], { env: { LARGE: value } })).toEqual(exited(0));
    expect(await readFile(rig.log, 'utf8')).toBe(value);
  });

  test('is run by sh if it is a script without an interpreter line', async () => {
    const program = join(rig.dir, 'a=b c');
    await writeFile(program, 'echo "${0##*/} ran $1"\n', { mode: 0o755 });
    expect(await rig.run(program, ["it's here"])).toEqual(exited(0));
    expect(await readFile(rig.log, 'utf8')).toBe("a=b c ran it's here\n");
  });

  test('starts in the directory of the slots, without input, open files or ignored signals', async () => {
    await rig.run('/bin/sh', ['-c', 'pwd; cat; ls /proc/self/fd | wc -l; grep -E "Sig(Blk|Ign)" /proc/self/status']);
    const [cwd, files, ...signals] = (await readFile(rig.log, 'utf8')).trim().split('\n');
    expect(cwd).toBe(rig.dir);
    // 0, 1, 2 and the directory listing itself. A test runner may pass on others that it left open.
    expect(Number(files)).toBeLessThan(8);
    expect(signals.map((line) => line.replace(/\t0+$/, ''))).toEqual(['SigBlk:', 'SigIgn:']);
  });
});
