import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { Socket, SocketConstructorOpts } from 'node:net';
import { ok, type Result } from '../model/index.js';
import { errorCode } from './errors.js';
import { LogFile } from './log_file.js';
import { openPipe, startProcess, widenPipe, type OpenedFile } from './posix.js';
import { procShowsOwnNumbers } from './proc_numbers.js';

const APPENDED = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;

/**
 * The capacity of the pipe, if the system allows it. Some programs do not wait for a full pipe when they exit: Node's
 * `process.exit()` drops what does not fit.
 */
const PIPE_BYTES = 1024 * 1024;

/** A process that ends within this time is read from only once, after it has ended. */
const FOLLOW_AFTER_MS = 50;

/**
 * The folder of open files of this process, as this process and its children see it. It uses the process id, because
 * `self` is a different process in every child, and the system would have to create all its entries first. If `/proc`
 * shows the processes of another namespace, only `self` is right.
 */
const OWN_DESCRIPTORS = `/proc/${procShowsOwnNumbers() ? String(process.pid) : 'self'}/fd`;

/** The buffer for all pipes: each chunk is written before the next one is read. */
const CHUNK = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * The pipe that is standard output and standard error of a process. Its content is written into the log of the
 * process. If the process opens its streams by path (`/dev/stderr`), it gets the same pipe, so that all output stays
 * in order. If the streams were the file itself, opening them by path would empty the file or overwrite its content.
 */
export class LogPipe {
  readonly #path: string;
  readonly #reader: number;
  readonly #log: LogFile;
  /** Reads while the process is running. */
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(path: string, reader: number) {
    this.#path = path;
    this.#log = new LogFile(path, APPENDED);
    this.#reader = reader;
  }

  /** @returns the pipe, or the error code (`EMFILE`) */
  static open(logFile: string): Result<LogPipe, string> {
    const pipe = openPipe(constants.O_NONBLOCK);
    if (!pipe.ok) return pipe;
    const { reader, writer } = pipe.value;
    widenPipe(reader, PIPE_BYTES);
    // The process opens its own end, which blocks when the pipe is full.
    closeSync(writer);
    return ok(new LogPipe(logFile, reader));
  }

  /**
   * The file that a process opens as its standard output. It is opened for reading, too, so that the pipe always has
   * a reader while the process lives: if DataBuild is killed, output of the process during its cleanup does not end
   * it with SIGPIPE.
   */
  get output(): OpenedFile {
    return { path: this.#entry, flags: constants.O_RDWR };
  }

  /** Why the log is incomplete: the error of the system, including the path; undefined if it is complete. */
  get failure(): string | undefined {
    return this.#log.failure;
  }

  /**
   * Call this when the process has been started. From then on its output is written to the log as it arrives.
   *
   * @param onFailure called if the log cannot be written
   */
  follow(onFailure: () => void): void {
    this.#timer = setTimeout(() => {
      this.#listen(onFailure);
    }, FOLLOW_AFTER_MS);
  }

  /**
   * Call this when the process has ended. Writes the rest of the pipe to the log.
   *
   * @returns true if a process that it left running has the pipe open; the output of that process is still written to
   *   the log
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

  /** Stops reading. */
  close(): void {
    if (this.#socket !== undefined) {
      this.#socket.destroy();
      return;
    }
    closeSync(this.#reader);
    this.#log.close();
  }

  /** Hands the pipe over to a separate process, which writes to the log until no process has the pipe open. */
  handOver(): void {
    if (this.#over || this.failure !== undefined) return;
    // Opening a pipe for reading blocks until it has a writer. The last writer may just have ended, so open one here.
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

  /** The path of the pipe, valid while this process or a child that is being started has it open. */
  get #entry(): string {
    return `${OWN_DESCRIPTORS}/${String(this.#reader)}`;
  }

  /** Whether the pipe has no writers any more, or is not read any more. */
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
    // The type declarations have this option only for `connect`.
    const options: SocketConstructorOpts & { onread: typeof onread } = {
      fd: this.#reader,
      readable: true,
      writable: false,
      onread,
    };
    // Loaded only for processes that run for longer than an instant.
    const net = process.getBuiltinModule('node:net');
    this.#socket = new net.Socket(options)
      .on('error', () => undefined)
      .once('close', () => {
        this.#log.close();
      })
      .resume();
  }

  /** @returns how many bytes were read into the chunk; 0 if the pipe has no writers any more */
  #read(): number | 'empty' {
    if (this.#over) return 0;
    try {
      return readSync(this.#reader, CHUNK);
    } catch (error) {
      if (errorCode(error) === 'EAGAIN') return 'empty';
      throw error;
    }
  }

  /**
   * Appends the beginning of the chunk to the log. After a failure, all output is dropped.
   *
   * @returns false for the write that failed
   */
  #write(bytes: number): boolean {
    return this.#log.write(CHUNK.subarray(0, bytes));
  }
}
