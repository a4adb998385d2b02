import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createGzip, gzip } from 'node:zlib';
import type { Problem } from '../programs/index.js';
import type { Chunks } from './call.js';

const gzipped = promisify(gzip);

/** Answers that are smaller are sent as they are: packing them would save nothing. */
const MIN_GZIP_BYTES = 1024;

/** Half of the size in a fifth of the time that the best compression takes. */
const GZIP = { level: 4 };

/** Suffix of the ETag of a packed answer, which is another sequence of bytes. */
const PACKED = '-gzip';

export interface Negotiation {
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** An answer in JSON. Answers to GET have an ETag, and none is sent to a client that has it. */
export async function jsonResponse(
  value: unknown,
  status: number,
  { acceptEncoding, ifNoneMatch }: Negotiation,
  tagged: boolean,
): Promise<Response> {
  const body = JSON.stringify(value);
  const headers: Record<string, string> = { 'content-type': 'application/json', vary: 'Accept-Encoding' };
  const packs = body.length >= MIN_GZIP_BYTES && accepts(acceptEncoding);
  if (tagged) {
    const tag = tagOf(body);
    headers['etag'] = packs ? tag.replace(/"$/, `${PACKED}"`) : tag;
    headers['cache-control'] = 'no-cache';
    if (ifNoneMatch !== undefined && matches(ifNoneMatch, tag)) return new Response(null, { status: 304, headers });
  }
  if (!packs) return new Response(body, { status, headers });
  headers['content-encoding'] = 'gzip';
  return new Response(new Uint8Array(await gzipped(body, GZIP)), { status, headers });
}

/** The ETag of a JSON text, before it is packed. */
export function tagOf(body: string): string {
  return `"${hash('sha1', body, 'base64url')}"`;
}

/** Whether a list of ETags has this one, packed or not. */
export function matches(list: string, tag: string): boolean {
  if (list.trim() === '*') return true;
  return list.split(',').some((each) => each.trim().replace(/^W\//, '').replace(`${PACKED}"`, '"') === tag);
}

export function problemResponse(problem: Problem): Response {
  const { status, reason, title, detail, errors, retryAfter } = problem;
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="databuild"';
  const type = `urn:databuild:problem:${reason}`;
  return new Response(JSON.stringify({ type, title, status, detail, ...(errors !== undefined && { errors }) }), {
    status,
    headers,
  });
}

/** An answer that is sent as it is made. A client that leaves ends it. */
export function streamResponse(chunks: Chunks, type: string, acceptEncoding: string | undefined): Response {
  const headers: Record<string, string> = {
    'content-type': type,
    'cache-control': 'no-store',
    vary: 'Accept-Encoding',
  };
  let stream = Readable.from(chunks, { objectMode: false });
  // Events are few and small, and each client would need a packer of its own.
  if (type !== 'text/event-stream' && accepts(acceptEncoding)) {
    headers['content-encoding'] = 'gzip';
    const packer = createGzip({ ...GZIP, flush: constants.Z_SYNC_FLUSH });
    const plain = stream;
    plain.on('error', (error) => packer.destroy(error));
    packer.on('close', () => plain.destroy());
    stream = plain.pipe(packer);
  }
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { headers });
}

/** Whether a client takes packed answers. @param by `gzip` or `br` */
export function accepts(acceptEncoding: string | undefined, by = 'gzip'): boolean {
  return (acceptEncoding ?? '').split(',').some((each) => {
    const [coding = '', ...parameters] = each
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    return (coding === by || coding === '*') && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
