import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { err, ok, type Result } from '../model/index.js';
import { startChild, type Child } from './children.js';
import { openPipe, type Pipe, type SpawnRequest } from './posix.js';

/** A child whose standard streams are connected to this process. */
export interface PipedChild extends Child {
  readonly stdin: Socket;
  readonly stdout: Socket;
  readonly stderr: Socket;
  /** What `stdout` and `stderr` read from, for as long as they are not destroyed: descriptors that do not wait. */
  readonly readers: { readonly stdout: number; readonly stderr: number };
}

/** @returns the child, or the error code (`ENOENT`, `EMFILE`) */
export function startPiped(request: Omit<SpawnRequest, 'stdio'>): Result<PipedChild, string> {
  const pipes = openPipes();
  if (!pipes.ok) return pipes;
  const [input, output, errors] = pipes.value;
  const stdio = [{ fd: input.reader }, { fd: output.writer }, { fd: errors.writer }] as const;
  const child = startChild({ ...request, stdio });
  for (const { fd } of stdio) closeSync(fd);
  if (!child.ok) {
    for (const fd of [input.writer, output.reader, errors.reader]) closeSync(fd);
    return child;
  }
  return ok({
    ...child.value,
    stdin: new Socket({ fd: input.writer, readable: false, writable: true }),
    stdout: new Socket({ fd: output.reader, readable: true, writable: false }),
    stderr: new Socket({ fd: errors.reader, readable: true, writable: false }),
    readers: { stdout: output.reader, stderr: errors.reader },
  });
}

/** @returns a pipe for each standard stream of a child; or the error code, and then no pipe is open */
function openPipes(): Result<readonly [Pipe, Pipe, Pipe], string> {
  const pipes = [openPipe(), openPipe(), openPipe()] as const;
  const [input, output, errors] = pipes;
  if (input.ok && output.ok && errors.ok) return ok([input.value, output.value, errors.value]);
  for (const pipe of pipes) if (pipe.ok) for (const fd of [pipe.value.reader, pipe.value.writer]) closeSync(fd);
  return pipes.find((pipe) => !pipe.ok) ?? err('UNKNOWN');
}
