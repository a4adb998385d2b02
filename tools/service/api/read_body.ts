import { err, ok, type Result } from '../../base/model/index.js';
import { number } from '../../report/index.js';
import type { Problem } from '../programs/index.js';
import { badRequest } from './problems.js';

const JSON_TYPE = /^application\/(json|[a-z0-9.+-]+\+json)\s*(;|$)/i;

/** Reads a body of JSON. @returns undefined if there is none */
export async function readJson(request: Request, maxBytes: number): Promise<Result<unknown, Problem>> {
  const bytes = await readBytes(request, maxBytes);
  if (!bytes.ok) return bytes;
  if (bytes.value.length === 0) return ok(undefined);
  const type = request.headers.get('content-type') ?? '';
  if (!JSON_TYPE.test(type)) return err(unsupported(type, 'application/json'));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.value);
  } catch {
    return err(badRequest('body-not-utf-8', 'the body is not UTF-8 text; send JSON in UTF-8'));
  }
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    return err(badRequest('body-not-json', `the body is not JSON: ${error instanceof Error ? error.message : ''}`));
  }
}

export function unsupported(type: string, expected: string): Problem {
  return {
    status: 415,
    reason: 'unsupported-media-type',
    title: 'Unsupported media type',
    detail: `the body has ${type === '' ? 'no Content-Type' : `the Content-Type ${JSON.stringify(type)}`}; send ${expected}`,
  };
}

export function tooLarge(maxBytes: number): Problem {
  return {
    status: 413,
    reason: 'body-too-large',
    title: 'Body too large',
    detail: `the body of this call may have ${number(maxBytes)} bytes; send less`,
  };
}

async function readBytes(request: Request, maxBytes: number): Promise<Result<Uint8Array, Problem>> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) return err(tooLarge(maxBytes));
  if (request.body === null) return ok(new Uint8Array());
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) return err(tooLarge(maxBytes));
      chunks.push(chunk);
    }
  } catch {
    return err(badRequest('body-cut-off', 'the body ended too early; send it again'));
  }
  return ok(Buffer.concat(chunks));
}
