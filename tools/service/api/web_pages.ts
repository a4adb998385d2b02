import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { accepts, matches } from './respond.js';

const pack = { br: promisify(brotliCompress), gzip: promisify(gzip) } as const;

/** What every address that is not a file shows: the page finds out by its address what it is. */
const DOCUMENT = 'databuild_pages.html';

/** The files of the pages, which are beside the program, and their types. */
const FILES = {
  [DOCUMENT]: 'text/html; charset=utf-8',
  'databuild_pages.js': 'text/javascript; charset=utf-8',
  'databuild_pages.css': 'text/css; charset=utf-8',
} as const;

/** Only the files above, and only calls to the service that they are from. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the API and machines that watch the service ask for. All other addresses are those of pages. */
const OTHERS = /^\/(?:api|metrics|healthz|readyz)(?:\/|$)/;

interface WebFile {
  readonly type: string;
  readonly tag: string;
  readonly bytes: Buffer;
  readonly packed: Promise<Readonly<Record<keyof typeof pack, Buffer>>>;
}

/** The web pages of the service. They are the same for everyone: what they show comes from the API. */
export interface WebPages {
  /** Whether an address belongs to the pages. */
  readonly has: (path: string) => boolean;
  readonly answer: (path: string, header: (name: string) => string | undefined) => Promise<Response>;
}

/** Reads the pages, and packs them once. Rejects if a file is missing. @param folder that of the program */
export async function readWebPages(folder: string): Promise<WebPages> {
  const read = async ([name, type]: [string, string]): Promise<[string, WebFile]> => [
    `/${name}`,
    fileOf(await readFile(join(folder, name)), type),
  ];
  const files = new Map(await Promise.all(Object.entries(FILES).map(read)));
  const document = files.get(`/${DOCUMENT}`);
  return {
    has: (path) => !OTHERS.test(path),
    answer: (path, header) => respond(files.get(path) ?? document, header),
  };
}

function fileOf(bytes: Buffer, type: string): WebFile {
  const packed = Promise.all([pack.br(bytes), pack.gzip(bytes)]).then(([br, gzip]) => ({ br, gzip }));
  return { type, tag: `"${hash('sha1', bytes, 'base64url')}"`, bytes, packed };
}

async function respond(file: WebFile | undefined, header: (name: string) => string | undefined): Promise<Response> {
  if (file === undefined) throw new Error('the pages have no document');
  const headers: Record<string, string> = {
    'content-type': file.type,
    'content-security-policy': POLICY,
    'cache-control': 'no-cache',
    // Weak, since it is the same for packed bytes.
    etag: `W/${file.tag}`,
    vary: 'Accept-Encoding',
  };
  if (matches(header('if-none-match') ?? '', file.tag)) return new Response(null, { status: 304, headers });
  const coding = (['br', 'gzip'] as const).find((each) => accepts(header('accept-encoding'), each));
  if (coding === undefined) return new Response(new Uint8Array(file.bytes), { headers });
  const bytes = (await file.packed)[coding];
  return new Response(new Uint8Array(bytes), { headers: { ...headers, 'content-encoding': coding } });
}
