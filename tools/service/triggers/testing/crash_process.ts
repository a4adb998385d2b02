import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CrashTask } from './crash_child.js';

/** Runs a process that kills itself. @returns whether it was killed; if not, it has played the story to its end */
export async function crash(task: CrashTask): Promise<boolean> {
  const here = import.meta.dirname;
  const hooks = join(here, '..', '..', '..', 'catalog', 'conformance', 'ts_sources.ts');
  const args = ['--disable-warning=ExperimentalWarning', '--import', hooks, join(here, 'crash_child.ts')];
  const child = spawn(process.execPath, [...args, JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal === 'SIGKILL') return true;
  if (code !== 0) throw new Error(`it ended with ${String(code ?? signal)}:\n${errors}`);
  return false;
}
