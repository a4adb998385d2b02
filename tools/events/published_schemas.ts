import * as z from 'zod';
import { StreamEventSchema } from './schema.js';

/** Text of every published JSON Schema (draft 2020-12) of the event stream, by the name of its file. */
export function publishedSchemas(): ReadonlyMap<string, string> {
  // As it is written, not as it is once defaults are filled in.
  const { $schema, ...body } = z.toJSONSchema(StreamEventSchema, { io: 'input' });
  const title = 'One line of the event stream of a build';
  return new Map([['event.json', `${JSON.stringify({ $schema, title, ...body }, null, 2)}\n`]]);
}
