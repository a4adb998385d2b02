import { createHash, type Hash } from 'node:crypto';
import type { Plan } from '../../base/model/index.js';
import { planText } from './write.js';

/**
 * Content hash of a plan: SHA-256 over its text as `writePlan` writes it, but for the id itself. Two plans have one id
 * exactly when they say the same in the same order.
 */
export function planId(plan: Omit<Plan, 'id'>): string {
  const content: Partial<Plan> = { ...plan };
  delete content.id;
  const hash = createHash('sha256');
  for (const chunk of planText(content)) hash.update(chunk);
  return hash.digest('hex');
}

/** The line that a plan's id has in its text. */
const ID_LINE = /^"id":"[^"]*",\n/m;

/** More than the lines before the id and that of the id take. */
const HEAD_BYTES = 4096;

/**
 * The same hash, of a plan whose text exists already, if the text is as `writePlan` writes it.
 * Saves writing a large plan once more to know that nobody has changed it.
 */
export class WrittenId {
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;
  #hasId = false;

  /** @param block whole lines of the text, in order */
  take(block: Buffer): void {
    const mayHaveId = !this.#hasId && this.#bytes < HEAD_BYTES;
    this.#bytes += block.length;
    const line = mayHaveId ? ID_LINE.exec(block.toString('latin1', 0, HEAD_BYTES)) : null;
    if (line === null) {
      this.#hash.update(block);
      return;
    }
    this.#hasId = true;
    this.#hash.update(block.subarray(0, line.index)).update(block.subarray(line.index + line[0].length));
  }

  /** @returns nothing where the text has no id, or has it elsewhere */
  digest(): string | undefined {
    return this.#hasId ? this.#hash.digest('hex') : undefined;
  }
}
