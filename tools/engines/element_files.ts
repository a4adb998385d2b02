import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptArray } from './pack.js';

/** Path of the files of the elements of an array, without their place in it. @param number of the array in its batch, from 0 */
export function elementPrefix(engine: string, folder: string, number: number): string {
  return join(folder, `${engine}-${String(number)}.`);
}

/** Writes the file of each element: a line for each attempt that its process is to make. */
export async function writeElements(prefix: string, { elements }: AttemptArray): Promise<void> {
  await Promise.all(
    elements.map((element, index) => writeFile(`${prefix}${String(index)}`, element.map(({ line }) => line).join(''))),
  );
}

/** The ids of the attempts of each element. */
export function idsOf({ elements }: AttemptArray): string[][] {
  return elements.map((element) => element.map(({ id }) => id));
}
