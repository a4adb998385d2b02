import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { errorCode } from './errors.js';
import { openRegularFile } from './open_file.js';
import { wholeLines } from './tail.js';

/** @returns why the file cannot be executed (`ENOENT`, `EACCES`, `EISDIR` …); undefined if it can */
export async function checkExecutable(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return 'EISDIR';
    await access(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
}

/** The last whole lines of a file, at most `maxBytes`; empty if it cannot be read. */
export async function readTail(path: string, maxBytes: number): Promise<string> {
  try {
    await using file = await openRegularFile(path);
    const { size } = await file.stat();
    const start = Math.max(0, size - maxBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const bytes = buffer.subarray(0, bytesRead);
    return start > 0 ? wholeLines(bytes) : bytes.toString();
  } catch {
    return '';
  }
}
