/** A message in the text format of protocol buffers: the values of each field, in order. */
export type Message = ReadonlyMap<string, readonly (string | Message)[]>;

const TOKEN = /\s*(?:#[^\n]*\n\s*)*(?:([A-Za-z_][A-Za-z0-9_]*)\s*(:?)|"((?:[^"\\]|\\.)*)"|([-+.0-9A-Za-z]+)|([{}]))/y;

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13 };

/**
 * Reads the output of `starlark_doc_extract`: fields with quoted texts, bare words, or messages in braces.
 *
 * @throws if the text has another form
 */
export function readTextproto(text: string): Message {
  TOKEN.lastIndex = 0;
  return readFields(text, false);
}

function readFields(text: string, nested: boolean): Message {
  const fields = new Map<string, (string | Message)[]>();
  for (;;) {
    if (!nested && text.slice(TOKEN.lastIndex).trim() === '') return fields;
    const [, name, colon, , , brace] = next(text);
    if (nested && brace === '}') return fields;
    if (name === undefined) throw new Error(`expected the name of a field before ${place(text)}`);
    fields.set(name, [...(fields.get(name) ?? []), colon === ':' ? readValue(text) : readMessage(text)]);
  }
}

function readMessage(text: string): Message {
  const [, , , , , brace] = next(text);
  if (brace !== '{') throw new Error(`expected { before ${place(text)}`);
  return readFields(text, true);
}

function readValue(text: string): string {
  const [, word, , quoted, number] = next(text);
  const value = quoted === undefined ? (word ?? number) : unquoted(quoted);
  if (value === undefined) throw new Error(`expected a value before ${place(text)}`);
  return value;
}

function next(text: string): RegExpExecArray {
  const at = TOKEN.lastIndex;
  const token = TOKEN.exec(text);
  if (token === null) throw new Error(`cannot read ${JSON.stringify(text.slice(at, at + 40))}`);
  return token;
}

function place(text: string): string {
  return JSON.stringify(text.slice(TOKEN.lastIndex, TOKEN.lastIndex + 40));
}

/** Characters outside of ASCII are written as octal bytes of UTF-8. */
function unquoted(quoted: string): string {
  const parts = quoted.matchAll(/\\([0-7]{1,3})|\\(.)|([^\\]+)/gs);
  const bytes = [...parts].map(([, octal, escaped, raw]) => {
    if (octal !== undefined) return Buffer.from([parseInt(octal, 8)]);
    if (escaped !== undefined && escaped in ESCAPES) return Buffer.from([ESCAPES[escaped] ?? 0]);
    return Buffer.from(raw ?? escaped ?? '');
  });
  return Buffer.concat(bytes).toString();
}
