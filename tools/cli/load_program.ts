// Imports would load these modules with all that their exports need.
const fs = process.getBuiltinModule('node:fs');
const modules = process.getBuiltinModule('node:module');
const paths = process.getBuiltinModule('node:path');

/** A program of the bundle. */
export interface LoadedProgram {
  readonly program: typeof import('./program.js');
  /** Keeps the code that was compiled until now for the next time, unless that was done before. */
  readonly keepCode: () => void;
}

/**
 * Loads a program of the bundle, with the code that was compiled when the command ran before.
 *
 * Node's own compile cache is not enough: it keeps what is compiled before a program starts, and most functions are compiled
 * when they are called first. For a short task, that takes a fifth of the time.
 *
 * @param path absolute
 * @param command the code is kept for each command, because each calls other functions
 * @param folder where code is kept: that of Node's own cache
 */
export function loadProgram(path: string, command: string, folder: string | undefined): LoadedProgram {
  const require = modules.createRequire(path);
  if (folder === undefined || folder === '') {
    return { program: require(path) as LoadedProgram['program'], keepCode: () => undefined };
  }
  const { source, mark } = readSource(path);
  const kept = paths.join(folder, 'databuild', `${process.version}-${process.arch}-${command}-${digestOf(path)}`);
  const cachedData = readKept(kept, mark);
  const { Script, constants } = process.getBuiltinModule('node:vm');
  const script = new Script(`${HEAD}${source}\n})`, {
    filename: path,
    columnOffset: -HEAD.length,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData !== undefined && { cachedData }),
  });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...given: unknown[]) => void;
  run.call(module.exports, module.exports, require, module, path, paths.dirname(path));
  return {
    program: module.exports as LoadedProgram['program'],
    keepCode: () => {
      const isKept = cachedData !== undefined && script.cachedDataRejected !== true;
      if (!isKept) keep(kept, mark, script.createCachedData());
    },
  };
}

/** What Node puts before the text of a CommonJS module. */
const HEAD = '(function (exports, require, module, __filename, __dirname) { ';

/** @returns `mark`: a line that no other content of a file at this path has, because V8 only compares lengths */
function readSource(path: string): { readonly source: string; readonly mark: Buffer } {
  const file = fs.openSync(path, 'r');
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = fs.fstatSync(file, { bigint: true });
    const mark = Buffer.from(`${JSON.stringify([path, ...[dev, ino, size, mtimeNs, ctimeNs].map(String)])}\n`);
    return { source: fs.readFileSync(file, 'utf8'), mark };
  } finally {
    fs.closeSync(file);
  }
}

/** The number of bytes of the code, which follows the mark. */
const LENGTH_BYTES = 4;

/** @returns nothing if there is no code, or a part of it, or only that of another file */
function readKept(path: string, mark: Buffer): Buffer | undefined {
  try {
    const bytes = fs.readFileSync(path);
    const code = bytes.subarray(mark.length + LENGTH_BYTES);
    const isOf = bytes.subarray(0, mark.length).equals(mark);
    return isOf && bytes.readUInt32LE(mark.length) === code.length ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Without this file, the next start is slower, and that is all. */
function keep(path: string, mark: Buffer, code: Buffer): void {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(code.length);
  const unfinished = `${path}.${String(process.pid)}`;
  try {
    fs.mkdirSync(paths.dirname(path), { recursive: true, mode: 0o700 });
    const file = fs.openSync(unfinished, 'wx', 0o600);
    try {
      for (const piece of [mark, length, code]) fs.writeSync(file, piece);
      // V8 trusts what it reads, so a file that lost its content in a loss of power must not be there.
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(unfinished, path);
  } catch {
    // The folder is not writable, or the disk is full.
  }
}

/** A short name for a path. Two paths with the same name would only take turns. */
function digestOf(path: string): string {
  let digest = 0;
  for (let at = 0; at < path.length; at++) digest = (Math.imul(digest, 31) + path.charCodeAt(at)) | 0;
  return (digest >>> 0).toString(16);
}
