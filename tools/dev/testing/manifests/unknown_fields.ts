import { join } from 'node:path';
import ts from 'typescript';

/** An object, and the type that has all fields that it may have. */
export interface Typed {
  readonly value: unknown;
  /** Module and name of the type. */
  readonly module: string;
  readonly type: string;
}

/**
 * Checks objects against types. The validators of the same packages let unknown fields pass; the compiler does not.
 *
 * @returns what is wrong, in the words of the compiler
 */
export function typeProblems(objects: readonly Typed[]): string[] {
  const file = join(import.meta.dirname, 'checked_objects.ts');
  const text = objects
    .map(
      ({ value, module, type }, number) =>
        `import type { ${type} as Type${number} } from '${module}';\n` +
        `export const object${number}: Type${number} = ${JSON.stringify(value)};\n`,
    )
    .join('');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2024.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2024) : read(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
