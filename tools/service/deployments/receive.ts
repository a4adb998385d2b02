import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode, errorMessage, FILE_MODE } from '../../base/runtime/index.js';
import type { DeploymentFailure } from './failure.js';

/** An archive that arrived completely. */
export interface Received {
  /** sha256 of its bytes, in hexadecimal digits. */
  readonly digest: string;
  readonly size: number;
}

/** Writes a stream into a new file, up to a limit. It is never in memory as a whole. */
export async function receive(
  upload: Readable | AsyncIterable<Uint8Array>,
  file: string,
  limitBytes: number,
): Promise<Result<Received, DeploymentFailure>> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    await using handle = await open(file, 'wx', FILE_MODE);
    for await (const chunk of upload as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > limitBytes) return err({ reason: 'archive-too-large', limitBytes });
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    return ok({ digest: hash.digest('hex'), size });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).path === file || WRITING.has((error as NodeJS.ErrnoException).syscall ?? '')) {
      return err({ reason: 'deployments-unwritable', path: file, code: errorCode(error) });
    }
    return err({ reason: 'upload-cut-off', detail: errorMessage(error) });
  }
}

const WRITING = new Set(['open', 'write', 'close']);
