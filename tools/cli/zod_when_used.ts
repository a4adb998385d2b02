import type * as z from 'zod';

type Parts = typeof import('./zod_parts.js');

/** Esbuild puts the module into the bundle, and runs it when this function is first called. */
declare const require: (path: './zod_parts.js') => Parts;

/**
 * Replaces the npm package `zod` in the bundle: it loads the package when a schema is built. Loading it takes as long as a
 * small command takes in total, and most commands build no schema, because guards check their input.
 */
function whenUsed<Name extends keyof Parts>(name: Name): Parts[Name] {
  const call = (...given: unknown[]): unknown =>
    (require('./zod_parts.js')[name] as unknown as (...given: unknown[]) => unknown)(...given);
  return call as unknown as Parts[Name];
}

export const array = whenUsed('array');
export const boolean = whenUsed('boolean');
export const discriminatedUnion = whenUsed('discriminatedUnion');
export const int = whenUsed('int');
export const json = whenUsed('json');
export const literal = whenUsed('literal');
export const looseObject = whenUsed('looseObject');
export const number = whenUsed('number');
export const object = whenUsed('object');
export const record = whenUsed('record');
export const strictObject = whenUsed('strictObject');
export const string = whenUsed('string');
export const union = whenUsed('union');
export const unknown = whenUsed('unknown');

const oneOf = whenUsed('enum');
export { oneOf as enum };

export const iso: Pick<typeof z.iso, 'datetime'> = {
  datetime: (options) => require('./zod_parts.js').iso.datetime(options),
};

export const regexes: Pick<typeof z.regexes, 'datetime'> = {
  datetime: (options) => require('./zod_parts.js').regexes.datetime(options),
};
