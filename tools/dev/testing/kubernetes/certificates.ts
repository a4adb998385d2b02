import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that lasts as long as a test, and signs certificates for the loopback interface. */
export class TestAuthority {
  readonly cert: string;
  readonly #key: KeyObject;
  readonly #name: Buffer;
  #serial = 1;

  /** @param name that nobody else has, so that two of them are told apart */
  constructor(name: string) {
    const { privateKey, publicKey } = newKey();
    this.#key = privateKey;
    this.#name = nameOf(name);
    this.cert = this.#certificate(this.#name, publicKey, [extension(BASIC_CONSTRAINTS, sequence(BOOLEAN_TRUE))]);
  }

  /** @param subject what the owner is called */
  issue(subject: string): Certificate {
    const { privateKey, publicKey } = newKey();
    const addresses = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])));
    const cert = this.#certificate(nameOf(subject), publicKey, [extension(ALTERNATIVE_NAMES, addresses)]);
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  #certificate(subject: Buffer, publicKey: KeyObject, extensions: readonly Buffer[]): string {
    const now = Date.now();
    const content = sequence(
      tagged(0xa0, tagged(0x02, Buffer.from([2]))),
      tagged(0x02, Buffer.from([this.#serial++])),
      SIGNATURE,
      this.#name,
      sequence(timeOf(now - DAY_MS), timeOf(now + DAY_MS)),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions)),
    );
    const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, this.#key)]);
    const der = sequence(content, SIGNATURE, tagged(0x03, signature));
    const lines = der.toString('base64').replaceAll(/.{64}(?!$)/g, '$&\n');
    return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  }
}

const DAY_MS = 86_400_000;

function newKey(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

/** A value of ASN.1 in DER. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function object(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function nameOf(text: string): Buffer {
  const commonName = object('550403');
  return sequence(tagged(0x31, sequence(commonName, tagged(0x0c, Buffer.from(text)))));
}

function timeOf(time: number): Buffer {
  const text = new Date(time).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return tagged(0x17, Buffer.from(text.slice(2)));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, tagged(0x04, value));
}

const BOOLEAN_TRUE = Buffer.from([0x01, 0x01, 0xff]);
const BASIC_CONSTRAINTS = object('551d13');
const ALTERNATIVE_NAMES = object('551d11');
/** ecdsa-with-SHA256. */
const SIGNATURE = sequence(object('2a8648ce3d040302'));
