import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { TARGETS } from './targets.js';
import { compileFor, SAMPLE } from './testing/index.js';

/** Set it to write the golden files. */
const UPDATE = process.env['DATABUILD_UPDATE_GOLDEN'] !== undefined;

/** All files of a compiled plan as one text, without the plan and the bytes of the payload. */
async function shown(target: string): Promise<string> {
  const compiled = await compileFor(target, SAMPLE);
  if (!compiled.ok) throw new Error(compiled.error.reason);
  let text = '';
  for (const { path, executable = false, chunks } of compiled.value.files) {
    const content = Array.from(chunks, String).join('');
    if (path.includes('plan.json')) continue;
    text += `===== ${path}${executable ? ' (executable)' : ''}\n${content}`;
  }
  return text.replaceAll(/^( {2}\S+\.gz\.\d+: ).*/gm, '$1…');
}

test.each([...TARGETS.keys()])('%s has not changed', async (target) => {
  const file = join(import.meta.dirname, 'golden', `${target}.txt`);
  const text = await shown(target);
  if (UPDATE) writeFileSync(file, text);
  const update = 'if the change is intended: DATABUILD_UPDATE_GOLDEN=1 on the sources';
  expect({ update, text }).toEqual({ update, text: readFileSync(file, 'utf8') });
});

test.each([...TARGETS.keys()])('%s is the same each time', async (target) => {
  expect(await shown(target)).toBe(await shown(target));
});
