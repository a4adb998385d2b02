import { BASE, CALLS, openApiDocument, roleFor, type Call } from '../../service/api/index.js';
import { code, plain, table } from './markdown.js';

interface Schema {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
    >
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Examples of ids, for people. */
const IDS: Readonly<Record<string, string>> = {
  graph: '//examples/flights:flights_graph',
  request: '0190c4f2-6a00-7000-8000-000000000001',
  build: '0190c4f2-6a00-7000-8000-000000000002',
  deployment: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

/** The text of docs/api.md: all calls of the service. */
export function apiPage(): string {
  const document = openApiDocument(CALLS) as Document;
  const operations = new Map(
    Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((operation) => [operation.operationId, operation] as const),
    ),
  );
  const tags = [...new Set(CALLS.map(({ tag }) => tag))];
  const sections = tags.flatMap((tag) => [
    `## ${tag}`,
    ...CALLS.filter((call) => call.tag === tag).flatMap((call) => {
      const operation = operations.get(call.id);
      return operation === undefined ? [] : callLines(call, operation, document);
    }),
  ]);
  return `${[HEAD, ...sections, '## Schemas', ...schemaLines(document)].join('\n\n')}\n`;
}

const HEAD = `<!-- generated: do not edit; bazel run //tools/dev/docs:update_docs -->

# The API of the service

A service (\`:g.serve\`) answers these calls below \`${BASE}\`, in JSON. \`${BASE}/openapi.json\` has the same for programs (OpenAPI 3.1).
A path parameter is percent-encoded: the graph \`//pkg:g\` is \`%2F%2Fpkg%3Ag\`.

- **Refusals** are problems of [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457): \`type\` is \`urn:databuild:problem:\` and a reason, \`detail\` says what is wrong and how
  to correct it, \`errors\` names the fields. A status of 400 to 499 needs another request; after 429 and 503, the same one may succeed after \`Retry-After\` seconds.
- **Lists** are pages: \`items\`, and \`next\`, which is \`after\` of the next page. Without \`next\`, a page is the last one.
- **ETags**: every answer to GET has one; \`If-None-Match\` saves the answer if it is the same. A change with \`If-Match\` is refused (412) if what it changes is not
  what that names any more.
- **Who calls** is known by \`Authorization: Bearer TOKEN\` if the service was started with \`--auth\`. A viewer reads, an operator also starts and stops work, an admin also
  changes deployments and pools. Every change is in the activity log.
- \`/metrics\` is for Prometheus. \`/healthz\` says that the process answers, and \`/readyz\` that it can work; these two need no token.`;

function callLines(call: Call, operation: Operation, document: Document): string[] {
  const { method, path, summary, action, answer } = call;
  const lines = [`### \`${method.toUpperCase()} ${path}\``, plain(summary), exampleOf(call)];
  const parameters = (operation.parameters ?? []).map(({ name, in: place, required, description, schema }) => [
    code(name),
    place,
    required === true ? 'required' : defaultOf(schema),
    plain(description ?? ''),
  ]);
  if (parameters.length > 0) lines.push(table(['parameter', 'in', '', ''], parameters));
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (type !== undefined && body !== undefined) {
    const fields = fieldRows(resolved(body.schema, document), document);
    lines.push(
      `Body (\`${type}\`):`,
      fields.length > 0 ? table(['field', 'type', '', ''], fields) : typeOf(body.schema),
    );
  }
  const ok = operation.responses[String(answer.status)];
  const [content] = Object.values(ok?.content ?? {});
  const shape = content === undefined ? '' : ` ${typeOf(content.schema)}`;
  const refusals = (call.problems ?? []).map(String).join(', ');
  lines.push(
    `Answers ${String(answer.status)}:${shape === ' ' ? '' : shape} ${plain(answer.about)} Needs the role ${roleFor(action)}.` +
      (refusals === '' ? '' : ` Also refuses with ${refusals}.`),
  );
  return lines;
}

function exampleOf({ method, path, example, takes }: Call): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(example.params?.[name] ?? IDS[name] ?? name),
  );
  const query = Object.entries(example.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const url = `http://localhost:8600${BASE}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const words = ['curl'];
  if (method !== 'get') words.push('-X', method.toUpperCase());
  if (example.body !== undefined) {
    words.push(
      '-H',
      "'Content-Type: application/json'",
      '-d',
      `'${JSON.stringify(example.body).replace('//t:g', IDS['graph'] ?? '')}'`,
    );
  }
  if (takes !== undefined) words.push('-H', `'Content-Type: ${takes}'`, '--data-binary', '@graph.tar.gz');
  return ['```sh', `${words.join(' ')} '${url}'`, '```'].join('\n');
}

function schemaLines(document: Document): string[] {
  const named = Object.entries(document.components.schemas).filter(([, schema]) => schema.properties !== undefined);
  return named
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, schema]) => [
      `### ${name}`,
      ...(schema.description === undefined ? [] : [plain(schema.description)]),
      table(['field', 'type', '', ''], fieldRows(schema, document)),
    ]);
}

function fieldRows(schema: Schema, document: Document): string[][] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).map(([name, field]) => [
    code(name),
    typeOf(field),
    required.includes(name) ? 'required' : defaultOf(field),
    plain(field.description ?? resolved(field, document).description ?? ''),
  ]);
}

function resolved(schema: Schema, document: Document): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] ?? schema);
}

function typeOf(schema: Schema): string {
  const name = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  const page = schema.properties?.['items'];
  if (page?.items !== undefined) return `\`items\`: list of ${typeOf(page.items)}`;
  const { type } = schema;
  return type === undefined ? 'any' : typeof type === 'string' ? type : type.join(' or ');
}

function defaultOf({ default: value }: Schema): string {
  return value === undefined ? '' : `default ${code(JSON.stringify(value))}`;
}
