import { describeCode } from './error_codes.js';

/** Why the system did not start a program. @param code of the error; @param file its path */
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
