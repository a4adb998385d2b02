import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { commonFiles } from './common.js';
import type { Compilation, CompiledFile, Payload } from './target.js';
import { unitRangeScript } from './unit_range.js';

/** A ConfigMap holds 1 MiB. A file that is larger is split. */
const OBJECT_BYTES = 900 * 1024;

/** How much is shipped at most: every pod mounts and unpacks all of it. */
export const PAYLOAD_LIMIT_BYTES = 32 * 1024 * 1024;

/** @returns the payload, or its size in bytes if that exceeds the limit */
export async function payloadOf(compilation: Compilation): Promise<Payload | number> {
  const objects: Map<string, Buffer>[] = [];
  const files: string[] = [];
  let bytes = 0;
  let space = 0;
  for (const { path, chunks } of [...commonFiles(compilation), unitRangeScript(compilation)]) {
    files.push(path);
    let number = 0;
    for await (const part of partsOf(compressed(chunks))) {
      bytes += part.length;
      if (bytes > PAYLOAD_LIMIT_BYTES) continue;
      space -= part.length;
      if (objects.length === 0 || space < 0) [space] = [OBJECT_BYTES - part.length, objects.push(new Map())];
      objects.at(-1)?.set(`${path}.gz.${String(number++).padStart(4, '0')}`, part);
    }
  }
  return bytes <= PAYLOAD_LIMIT_BYTES ? { objects, files } : bytes;
}

/** The bytes depend only on the text: the header of gzip has no time. */
async function* compressed(chunks: CompiledFile['chunks']): AsyncGenerator<Buffer> {
  const gzip = createGzip({ level: 9 });
  const writing = (async () => {
    for (const chunk of chunks) if (!gzip.write(chunk)) await once(gzip, 'drain');
    gzip.end();
  })();
  for await (const chunk of gzip) yield chunk as Buffer;
  await writing;
}

async function* partsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let bytes = 0;
  for await (let chunk of chunks) {
    while (bytes + chunk.length >= OBJECT_BYTES) {
      yield Buffer.concat([...kept, chunk.subarray(0, OBJECT_BYTES - bytes)]);
      chunk = chunk.subarray(OBJECT_BYTES - bytes);
      [kept, bytes] = [[], 0];
    }
    kept.push(chunk);
    bytes += chunk.length;
  }
  if (bytes > 0) yield Buffer.concat(kept);
}
