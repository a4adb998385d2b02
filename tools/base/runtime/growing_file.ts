import { errorCode } from './errors.js';
import { ReadError } from './input_bytes.js';
import { openRegularFile } from './open_file.js';

/** Bytes that are read at a time. */
const CHUNK_BYTES = 256 * 1024;

/** A file that another process may still append to, read from its beginning. */
export class GrowingFile {
  readonly #path: string;
  #position = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * What comes next, or nothing where there is no more for now, as long as there is no file, too.
   *
   * @throws ReadError
   */
  async read(): Promise<Buffer> {
    try {
      await using file = await openRegularFile(this.#path);
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, this.#position);
      this.#position += bytesRead;
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT') return Buffer.alloc(0);
      throw new ReadError({ reason: 'input-unreadable', source: this.#path, code }, error);
    }
  }
}
