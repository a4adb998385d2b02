import type { DirectoryFailure } from '../base/runtime/index.js';
import { describeCode } from './error_codes.js';
import { whole } from './show.js';

/** Explains why the system did not start a program. @param code of the error; @param file its path */
export function describeStartFailure(code: string, file: string): string {
  switch (code) {
    case 'EACCES':
      return `${file} is not executable; give it the execute bit (chmod +x)`;
    case 'ENOENT':
      return `${file}, or the interpreter that its first line names, does not exist`;
    default:
      return `${describeCode(code)} (${file})`;
  }
}

const DIRECTORIES: Readonly<Record<DirectoryFailure['purpose'], string>> = {
  state: 'the state directory',
  data: 'its data directory',
  build: 'the directory of its log',
  result: 'the directory of its result',
  runfiles: 'the directory of its program',
  working: 'its working directory',
};

/** A folder that was there before, and that a program needs. */
export function describeLostDirectory({ purpose, path, code }: DirectoryFailure): string {
  const what = code === 'ENOENT' ? `${whole(path)} was removed` : `${whole(path)}: ${describeCode(code)}`;
  return `${DIRECTORIES[purpose]} can no longer be used: ${what}`;
}
