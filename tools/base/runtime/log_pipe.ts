import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { ok, type Result } from '../model/index.js';
import { errorCode, errorMessage } from './errors.js';
import { FILE_MODE } from './paths.js';
import { openPipe, startProcess, widenPipe, type OpenedFile } from './posix.js';
import { procShowsOwnNumbers } from './proc_numbers.js';

const APPENDED = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;

/**
 * What a pipe may hold, as far as the system allows it. Some programs do not wait for a full pipe when they exit: Node's
 * `process.exit()` drops what does not fit.
 */
const PIPE_BYTES = 1024 * 1024;

/** What has ended by then costs nothing but a look into the pipe. */
const FOLLOW_AFTER_MS = 50;

/**
 * Where this process and its children find what it has open. Below its own number, which is known already: `self` is
 * another process in every child, for which the system would have to make all entries first. Where `/proc` shows other
 * processes than those of this namespace, only `self` is right.
 */
const OWN_DESCRIPTORS = `/proc/${procShowsOwnNumbers() ? String(process.pid) : 'self'}/fd`;

/** Where all pipes are read into: each chunk is written before the next one is read. */
const CHUNK = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * The pipe that is standard output and standard error of a process, and goes into its log. What the process opens by
 * path (`/dev/stderr`) is the same pipe then, so that everything arrives in its order; were it the file itself, opening
 * it again would empty the file, or write over what is there.
 */
export class LogPipe {
  readonly #path: string;
  readonly #reader: number;
  /** Open as soon as there is something to write. */
  #log: number | undefined;
  /** Reads while the process runs on. */
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failure: string | undefined;

  private constructor(path: string, reader: number) {
    this.#path = path;
    this.#reader = reader;
  }

  /** @returns the pipe; or the name of the error (`EMFILE`) */
  static open(logFile: string): Result<LogPipe, string> {
    const pipe = openPipe(constants.O_NONBLOCK);
    if (!pipe.ok) return pipe;
    const { reader, writer } = pipe.value;
    widenPipe(reader, PIPE_BYTES);
    // The process opens an end of its own, which waits when the pipe is full.
    closeSync(writer);
    return ok(new LogPipe(logFile, reader));
  }

  /**
   * What a process opens as its standard output. It can be read, too, so that the pipe has a reader for as long as the
   * process lives: when DataBuild is killed, nothing that the process prints while it cleans up ends it with SIGPIPE.
   */
  get output(): OpenedFile {
    return { path: this.#entry, flags: constants.O_RDWR };
  }

  /** Why the log is not whole: what the system said, path included. Nothing as long as it is. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The process has been started: what it prints is written as it comes. @param onFailure called when it cannot be */
  follow(onFailure: () => void): void {
    this.#timer = setTimeout(() => {
      this.#listen(onFailure);
    }, FOLLOW_AFTER_MS);
  }

  /**
   * The process has ended: what is in the pipe is written.
   *
   * @returns whether a process that it left behind has the pipe open; what that one prints is written as it comes
   */
  drain(): boolean {
    clearTimeout(this.#timer);
    for (let left = PIPE_BYTES; left > 0;) {
      const bytes = this.#read();
      if (bytes === 0) {
        this.close();
        return false;
      }
      if (bytes === 'empty') break;
      this.#write(bytes);
      left -= bytes;
    }
    if (this.#socket === undefined) this.#listen(() => undefined);
    this.#socket?.unref();
    return true;
  }

  /** Nothing is read any more. */
  close(): void {
    if (this.#socket !== undefined) {
      this.#socket.destroy();
      return;
    }
    closeSync(this.#reader);
    this.#closeLog();
  }

  /** Leaves the rest to a process of its own, which ends when nobody has the pipe open any more. */
  handOver(): void {
    if (this.#over || this.#failure !== undefined) return;
    // Who opens a pipe to read waits for one that writes, and that may have gone in this instant.
    const writer = openSync(this.#entry, constants.O_WRONLY | constants.O_NONBLOCK);
    startProcess({
      program: '/bin/sh',
      args: ['-c', 'exec cat'],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      stdio: [
        { path: this.#entry, flags: constants.O_RDONLY },
        { path: this.#path, flags: APPENDED },
        { path: '/dev/null', flags: constants.O_WRONLY },
      ],
    });
    closeSync(writer);
    this.close();
  }

  /** Names the pipe for as long as this process, or a child that is being started, has it open. */
  get #entry(): string {
    return `${OWN_DESCRIPTORS}/${String(this.#reader)}`;
  }

  /** Nobody writes any more, or nothing is read any more. */
  get #over(): boolean {
    return this.#socket?.destroyed === true;
  }

  #listen(onFailure: () => void): void {
    const onread = {
      buffer: CHUNK,
      callback: (bytes: number): boolean => {
        if (!this.#write(bytes)) onFailure();
        return true;
      },
    };
    // The types have this option at `connect` only.
    const options: SocketConstructorOpts & { onread: typeof onread } = {
      fd: this.#reader,
      readable: true,
      writable: false,
      onread,
    };
    this.#socket = new Socket(options)
      .on('error', () => undefined)
      .once('close', () => {
        this.#closeLog();
      })
      .resume();
  }

  /** @returns how many bytes are in the chunk now; 0 when nobody writes any more */
  #read(): number | 'empty' {
    if (this.#over) return 0;
    try {
      return readSync(this.#reader, CHUNK);
    } catch (error) {
      if (errorCode(error) === 'EAGAIN') return 'empty';
      throw error;
    }
  }

  /** Appends the beginning of the chunk to the log. What cannot be written is dropped. @returns false the first time */
  #write(bytes: number): boolean {
    if (this.#failure !== undefined) return true;
    try {
      this.#log ??= openSync(this.#path, APPENDED, FILE_MODE);
      for (let at = 0; at < bytes;) at += writeSync(this.#log, CHUNK, at, bytes - at);
      return true;
    } catch (error) {
      const said = errorMessage(error);
      this.#failure = said.includes(this.#path) ? said : `${said} ${this.#path}`;
      return false;
    }
  }

  #closeLog(): void {
    if (this.#log !== undefined) closeSync(this.#log);
    this.#log = undefined;
  }
}
