import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Capture } from '../../../base/runtime/index.js';

/** Runs a program to its end by Node's own means: jest gets no signals, and `capture` waits for one. */
export const capturePlainly: Capture = async ({ file, args, env, cwd, stdin, timeoutMs, signal, onStderrLine }) => {
  const child = spawn(file, [...args], { env, cwd, timeout: timeoutMs, killSignal: 'SIGKILL' });
  signal?.addEventListener('abort', () => child.kill('SIGKILL'));
  let stderrTail = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = `${stderrTail.slice(stderrTail.lastIndexOf('\n') + 1)}${chunk}`.split('\n').slice(0, -1);
    stderrTail += chunk;
    for (const line of lines) onStderrLine?.(line);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin ?? '');
  const ended = once(child, 'close') as Promise<[code: number | null, signal: string | null]>;
  const [stdout, [code, killedBy]] = await Promise.all([text(child.stdout), ended]);
  if (signal?.aborted === true) return { kind: 'aborted' };
  const output = { stdout: Buffer.from(stdout), stderrTail };
  return code === null ? { kind: 'killed', signal: killedBy ?? '', ...output } : { kind: 'exited', code, ...output };
};
