import { createHash, type Hash } from 'node:crypto';
import type { Plan } from '../../base/model/index.js';
import { planText } from './write.js';

/**
 * Content hash of a plan: SHA-256 over the text that `writePlan` writes, without the id. Two plans have the same id
 * exactly when they have the same content in the same order.
 *
 * @param onChunk called with each part of that text
 */
export function planId(plan: Omit<Plan, 'id'>, onChunk?: (chunk: string) => void): string {
  const content: Partial<Plan> = { ...plan };
  delete content.id;
  const hash = createHash('sha256');
  for (const chunk of planText(content)) {
    hash.update(chunk);
    onChunk?.(chunk);
  }
  return hash.digest('hex');
}

/** The line of the id in the text of a plan. */
const ID_LINE = /^"id":"[^"]*",\n/m;

/** Larger than all lines up to the id. */
const HEAD_BYTES = 4096;

/**
 * The same hash, computed from a text in the layout of `writePlan`. It saves writing a large plan again just to check
 * that nobody changed it.
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

  /** @returns undefined if the text has no id, or has it at another position */
  digest(): string | undefined {
    return this.#hasId ? this.#hash.digest('hex') : undefined;
  }
}
