import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';

/** An entry of an archive: its header, and the content of a file. */
export interface TestEntry extends Partial<Header> {
  readonly name: string;
  readonly content?: string | Buffer;
}

/** A tar archive with these entries, in order and as they are. */
export async function tarOf(entries: readonly TestEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of entries) {
    const type = header.type ?? (header.name.endsWith('/') ? 'directory' : 'file');
    if (type === 'file') tar.entry({ ...header, type }, content);
    else tar.entry({ ...header, type });
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The same, compressed. */
export async function archiveOf(entries: readonly TestEntry[]): Promise<Buffer> {
  return gzipSync(await tarOf(entries), { level: 1 });
}
