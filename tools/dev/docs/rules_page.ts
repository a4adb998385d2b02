import { code, table } from './markdown.js';
import { readTextproto, type Message } from './textproto.js';

/** The docs that Bazel extracts from the rules, as text. */
export interface RuleDocs {
  /** Of `rules/defs.bzl`, which has the macros. */
  readonly macros: string;
  /** Of `rules/private/job.bzl`, which has the rule behind `databuild_job`. */
  readonly job: string;
  /** Of `rules/providers.bzl`. */
  readonly providers: string;
}

interface Attribute {
  readonly name: string;
  readonly doc: string;
  readonly mandatory: boolean;
  /** In Starlark. */
  readonly default: string;
}

/** The beginning of the doc of an attribute that BUILD files cannot set. */
const NOT_FOR_USERS = 'Set by the macro';

const BLOCK = /(<!-- generated: (attributes|fields) of (\w+) -->\n)[^]*?(<!-- end -->)/g;

/**
 * The page of the rules, with its tables generated from the docs of the rules.
 *
 * @param page `docs/rules.md`: only the text between the marks of a table is replaced
 * @throws if a mark names a macro that the rules do not have
 */
export function rulesPage(page: string, docs: RuleDocs): string {
  const tables = { attributes: attributesOfMacros(docs), fields: fieldsOfProviders(docs) };
  return page.replace(BLOCK, (_, begin: string, kind: keyof typeof tables, name: string, end: string) => {
    return `${begin}${tables[kind](name)}\n${end}`;
  });
}

function attributesOfMacros({ macros, job }: RuleDocs): (name: string) => string {
  const functions = messages(readTextproto(macros), 'func_info');
  const attributes = attributesOf(messages(readTextproto(job), 'rule_info')[0], 'attribute');
  return (name) => {
    const parameters = attributesOf(
      functions.find((macro) => text(macro, 'function_name') === name),
      'parameter',
    ).filter((parameter) => parameter.name !== 'kwargs');
    if (parameters.length === 0) throw new Error(`rules/defs.bzl has no macro ${name}`);
    const names = new Set(parameters.map((parameter) => parameter.name));
    const others = name === 'databuild_job' ? attributes.filter((attribute) => !names.has(attribute.name)) : [];
    return attributeTable([...parameters, ...others]);
  };
}

function fieldsOfProviders({ providers }: RuleDocs): (name: string) => string {
  const infos = messages(readTextproto(providers), 'provider_info');
  return (name) => {
    const info = infos.find((provider) => text(provider, 'provider_name') === name);
    if (info === undefined) throw new Error(`rules/providers.bzl has no provider ${name}`);
    return table(
      ['field', ''],
      messages(info, 'field_info').map((field) => [code(text(field, 'name')), docOf(field)]),
    );
  };
}

function attributeTable(attributes: readonly Attribute[]): string {
  const shown = attributes.filter(({ doc }) => !doc.startsWith(NOT_FOR_USERS));
  const [mandatory, optional] = [true, false].map((which) => shown.filter((each) => each.mandatory === which));
  const sorted = (optional ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return table(
    ['attribute', '', ''],
    [...(mandatory ?? []), ...sorted].map((each) => [
      code(each.name),
      each.mandatory ? 'mandatory' : defaultText(each.default),
      each.doc,
    ]),
  );
}

/** The doc describes an empty default. */
function defaultText(value: string): string {
  return ['', '""', 'None'].includes(value) ? '' : `default ${code(value)}`;
}

function attributesOf(message: Message | undefined, field: string): Attribute[] {
  return (message === undefined ? [] : messages(message, field)).map((each) => ({
    name: text(each, 'name'),
    doc: docOf(each),
    mandatory: text(each, 'mandatory') === 'true',
    default: text(each, 'default_value'),
  }));
}

/** The docs are wrapped like code. */
function docOf(message: Message): string {
  return text(message, 'doc_string').replaceAll('\n', ' ');
}

function messages(message: Message, field: string): Message[] {
  return (message.get(field) ?? []).filter((value) => typeof value !== 'string');
}

function text(message: Message, field: string): string {
  const value = message.get(field)?.[0];
  return typeof value === 'string' ? value : '';
}
