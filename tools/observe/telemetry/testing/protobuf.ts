/** The fields of a protobuf message, by number: integers, and the bytes of texts and messages. */
export type Fields = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

/** Decodes a protobuf message as far as possible without its schema. */
export function readFields(bytes: Buffer): Fields {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error(`a field of ${String(length)} bytes at ${String(at)} is cut off`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const field = tag >> 3;
    const values = fields.get(field) ?? [];
    fields.set(field, values);
    switch (tag & 7) {
      case 0:
        values.push(varint());
        break;
      case 1:
        values.push(take(8).readBigUInt64LE());
        break;
      case 2:
        values.push(take(Number(varint())));
        break;
      case 5:
        values.push(BigInt(take(4).readUInt32LE()));
        break;
      default:
        throw new Error(`field ${String(field)} has the unknown wire type ${String(tag & 7)}`);
    }
  }
  return fields;
}

/** All messages in a repeated field. */
export function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).map((value) => readFields(asBytes(value)));
}

export function bytes(fields: Fields, field: number): Buffer {
  return asBytes(fields.get(field)?.[0] ?? Buffer.alloc(0));
}

export function text(fields: Fields, field: number): string {
  return bytes(fields, field).toString('utf8');
}

export function integer(fields: Fields, field: number): bigint {
  const value = fields.get(field)?.[0] ?? 0n;
  if (typeof value !== 'bigint') throw new Error(`field ${String(field)} is no number`);
  return value;
}

function asBytes(value: bigint | Buffer): Buffer {
  if (typeof value === 'bigint') throw new Error('a number where bytes belong');
  return value;
}
