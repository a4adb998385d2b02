import type { Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { RunEvent } from '../index.js';
import type { Schema } from './schemas.js';

/** Finds what is wrong with an event; empty if the schemas accept it. */
export type Check = (event: unknown) => string[];

const CORE = 'https://openlineage.io/spec/2-0-2/OpenLineage.json';

const OPTIONS: Options = { strict: false, allErrors: true };

/**
 * Checks events by the core schema, and each facet twice: by the schema that it names, and by every facet file together
 * with its neighbours, so that its name is checked too.
 */
export function checker(schemas: readonly Schema[]): Check {
  const ajv = new Ajv2020(OPTIONS);
  addFormats.default(ajv);
  for (const schema of schemas) ajv.addSchema(schema);
  const files = schemas.map(({ $id }) => String($id)).filter((id) => id !== CORE);
  const problems = (id: string, value: unknown, where: string): string[] => {
    const validate = ajv.getSchema(id);
    if (validate === undefined) return [`${where}: there is no schema ${id}`];
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath}: ${message ?? ''}`);
  };
  return (event) => [
    ...problems(CORE, event, 'event'),
    ...problems(`${CORE}#/$defs/RunEvent`, event, 'event'),
    ...facetsOf(event).flatMap(([where, facets]) => [
      ...files.flatMap((file) => problems(file, facets, where)),
      ...entries(facets).flatMap(([name, facet]) => {
        const id = entries(facet).find(([key]) => key === '_schemaURL')?.[1];
        return problems(String(id), facet, `${where}.${name}`);
      }),
    ]),
  ];
}

/** Every object that holds facets, with its place in the event. */
function facetsOf(value: unknown, where = 'event'): [string, unknown][] {
  return entries(value).flatMap(([name, field]): [string, unknown][] => {
    const path = `${where}.${name}`;
    return /^(facets|inputFacets|outputFacets)$/.test(name) ? [[path, field]] : facetsOf(field, path);
  });
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** Variants of the event with one broken field each, for every field: missing, or of another type. */
export function spoilt(event: RunEvent): unknown[] {
  return variants(event);
}

function variants(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, index) => variants(item).map((variant) => items.with(index, variant)));
  }
  return entries(value).flatMap(([name, field]) => {
    const whole = Object.fromEntries(entries(value));
    const without = Object.fromEntries(entries(value).filter(([key]) => key !== name));
    const others: unknown[] = [17, -1.5, 'no uri, no uuid, no time', null, [], {}, true, ...variants(field)];
    return [without, ...others.map((other) => ({ ...whole, [name]: other }))];
  });
}
