import { errorCode } from './errors.js';
import { ReadError } from './input_bytes.js';
import { openRegularFile } from './open_file.js';

/** How many bytes one read returns at most. */
const CHUNK_BYTES = 256 * 1024;

/** A file, read from its beginning, to which another process may still append. */
export class GrowingFile {
  readonly #path: string;
  #position = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The next bytes of the file; empty if there are none yet, or if the file does not exist yet.
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
