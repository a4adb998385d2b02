import type { Options as YargsOption } from 'yargs';
import yargs from 'yargs';
import { err, ok, ValiditySchema, type Result } from '../base/model/index.js';
import type { Action, OptionName, Options } from './command.js';
import { placeProblem } from './event_place.js';
import { epilogue, OPTION_HELP, usageLines, WIDTH, type Target } from './help.js';
import { readLineageTarget } from './lineage_option.js';
import { readResources } from './resource_option.js';
import { suggest } from './suggest.js';
import { readTime } from './time_option.js';

export type ParsedLine =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly options: Options; readonly args: readonly string[] };

/** Keeps every argument as it was typed: refs and paths may look like numbers or hold dots. */
const PARSER = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
  'strip-aliased': true,
};

const MAX_JOBS = 4096;

const MAX_KEPT = 1_000_000;

const MAX_AUDITED = 1_000_000;

const ON_DRIFT = ['refuse', 'replan', 'ignore'] as const;

const DIRECTIONS = ['TB', 'LR', 'BT', 'RL'] as const;

/** Longest time that a timer of Node can wait. */
const MAX_SECONDS = 2_147_483;

const OPTIONS: Readonly<Record<OptionName, YargsOption>> = {
  'state-dir': { type: 'string', requiresArg: true },
  'data-dir': { type: 'string', requiresArg: true },
  catalog: { type: 'string', requiresArg: true },
  jobs: { type: 'string', alias: 'j', requiresArg: true },
  'configure-timeout': { type: 'string', requiresArg: true },
  grace: { type: 'string', requiresArg: true },
  resource: { type: 'string', array: true, requiresArg: true },
  optimistic: { type: 'boolean' },
  'no-wait': { type: 'boolean' },
  'lease-ttl': { type: 'string', requiresArg: true },
  direction: { type: 'string', requiresArg: true },
  validity: { type: 'string', requiresArg: true },
  force: { type: 'string', array: true, requiresArg: true },
  'force-downstream': { type: 'string', array: true, requiresArg: true },
  'audit-masked': { type: 'string', requiresArg: true },
  'on-drift': { type: 'string', requiresArg: true },
  'allow-foreign-executables': { type: 'boolean' },
  diff: { type: 'string', requiresArg: true },
  grid: { type: 'string', requiresArg: true },
  since: { type: 'string', requiresArg: true },
  until: { type: 'string', requiresArg: true },
  long: { type: 'boolean', alias: 'l' },
  upstream: { type: 'boolean' },
  'keep-last': { type: 'string', requiresArg: true },
  json: { type: 'boolean' },
  quiet: { type: 'boolean', alias: 'q' },
  'pass-env': { type: 'string', array: true, requiresArg: true },
  events: { type: 'string', array: true, requiresArg: true },
  openlineage: { type: 'string', requiresArg: true },
  'openlineage-namespace': { type: 'string', requiresArg: true },
  follow: { type: 'boolean', alias: 'f' },
  build: { type: 'string', requiresArg: true },
  path: { type: 'boolean' },
};

/** Reads a command line; what is wrong with it comes back as a message that names the option. */
export async function parseLine(
  action: Action,
  target: Target,
  words: readonly string[],
  parallelism: number,
): Promise<Result<ParsedLine, string>> {
  const declared: Record<string, YargsOption> = { help: { type: 'boolean', alias: 'h', describe: 'Print this help.' } };
  for (const name of action.options) declared[name] = { ...OPTIONS[name], describe: OPTION_HELP[name] };
  declared['version'] = { type: 'boolean', describe: 'Print the version.' };

  let problem: string | undefined;
  const parser = yargs()
    .scriptName(target.name)
    .usage(usageLines(action, target))
    .help(false)
    .version(false)
    .options(declared)
    .parserConfiguration(PARSER)
    .exitProcess(false)
    .wrap(WIDTH)
    .epilogue(epilogue(action, target))
    .fail((message) => {
      problem ??= message;
    });
  const parsed: Readonly<Record<string, unknown>> = await parser.parse(withDashes(words));
  if (parsed['help'] === true) return ok({ kind: 'help', text: await parser.getHelp() });
  if (problem !== undefined) return err(problem);
  const known = ['_', '--', '$0', 'f', 'h', 'j', 'l', 'q', ...Object.keys(declared)];
  const unknown = Object.keys(parsed).find((name) => !known.includes(name));
  if (unknown !== undefined) return err(unknownOption(unknown, Object.keys(declared)));
  const options = readOptions(parsed, parallelism);
  if (!options.ok) return options;
  const args = [parsed['_'], parsed['--']].flatMap((list) => (Array.isArray(list) ? list.map(String) : []));
  return ok({ kind: 'run', options: options.value, args });
}

/** The parser takes a `-` that stands by itself for the next argument; here it is a value. */
function withDashes(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  const typed: string[] = [];
  for (const [at, word] of words.entries()) {
    if (word === '-' && typed.at(-1) === '--events' && (end < 0 || at < end)) typed[typed.length - 1] = '--events=-';
    else typed.push(word);
  }
  return typed;
}

function unknownOption(name: string, candidates: readonly string[]): string {
  const typed = name.length === 1 ? `-${name}` : `--${name}`;
  const near = suggest(name, candidates);
  const hint = near === undefined ? '' : `; did you mean --${near}?`;
  return `unknown option ${typed}${hint} (a ref that begins with "-" comes after "--")`;
}

function readOptions(parsed: Readonly<Record<string, unknown>>, parallelism: number): Result<Options, string> {
  const text = (name: OptionName): string | undefined => {
    const value = parsed[name];
    // The last one counts.
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' ? last : undefined;
  };
  const list = (name: OptionName): string[] => {
    const value = parsed[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  for (const name of ['state-dir', 'data-dir'] as const) {
    if (text(name) === '') return err(`--${name} is empty; it names a directory`);
  }
  if (text('build') === '') return err('--build is empty; it is the id of a build, or how it begins');
  if (text('diff') === '') return err('--diff is empty; it names a file');
  const jobs = wholeNumber('jobs', text('jobs'), parallelism, MAX_JOBS);
  if (!jobs.ok) return jobs;
  const timeout = wholeNumber('configure-timeout', text('configure-timeout'), 600, MAX_SECONDS);
  if (!timeout.ok) return timeout;
  const grace = wholeNumber('grace', text('grace'), 10, MAX_SECONDS);
  if (!grace.ok) return grace;
  const leaseTtl = wholeNumber('lease-ttl', text('lease-ttl'), 15, MAX_SECONDS);
  if (!leaseTtl.ok) return leaseTtl;
  const resources = readResources(list('resource'));
  if (!resources.ok) return resources;
  const direction = oneOf('direction', text('direction'), DIRECTIONS, 'TB' as const);
  if (!direction.ok) return direction;
  const validity = oneOf('validity', text('validity'), ValiditySchema.options, undefined);
  if (!validity.ok) return validity;
  const auditMasked = wholeNumber('audit-masked', text('audit-masked'), undefined, MAX_AUDITED);
  if (!auditMasked.ok) return auditMasked;
  const onDrift = oneOf('on-drift', text('on-drift'), ON_DRIFT, 'refuse' as const);
  if (!onDrift.ok) return onDrift;
  const since = time('since', text('since'));
  if (!since.ok) return since;
  const until = time('until', text('until'));
  if (!until.ok) return until;
  const keepLast = wholeNumber('keep-last', text('keep-last'), undefined, MAX_KEPT, 0);
  if (!keepLast.ok) return keepLast;
  const passEnv = list('pass-env');
  const badName = passEnv.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (badName !== undefined) return err(`--pass-env ${JSON.stringify(badName)} is not the name of a variable`);
  const events = list('events');
  for (const place of events) {
    const problem = placeProblem(place);
    if (problem !== undefined) return err(`--events ${JSON.stringify(place)} ${problem}`);
  }
  const lineage = readLineageTarget(text('openlineage'));
  if (!lineage.ok) return lineage;
  if (text('openlineage-namespace') === '') return err('--openlineage-namespace is empty');
  return ok({
    stateDir: text('state-dir'),
    catalog: text('catalog'),
    dataDir: text('data-dir'),
    jobs: jobs.value,
    configureTimeoutSeconds: timeout.value,
    graceSeconds: grace.value,
    resources: resources.value,
    optimistic: parsed['optimistic'] === true,
    wait: parsed['no-wait'] !== true,
    leaseTtlSeconds: leaseTtl.value,
    direction: direction.value,
    validity: validity.value,
    force: list('force'),
    forceDownstream: list('force-downstream'),
    auditMasked: auditMasked.value,
    onDrift: onDrift.value,
    allowForeignExecutables: parsed['allow-foreign-executables'] === true,
    diff: text('diff'),
    grid: text('grid'),
    since: since.value,
    until: until.value,
    long: parsed['long'] === true,
    upstream: parsed['upstream'] === true,
    keepLast: keepLast.value,
    follow: parsed['follow'] === true,
    build: text('build'),
    path: parsed['path'] === true,
    json: parsed['json'] === true,
    quiet: parsed['quiet'] === true,
    passEnv,
    events,
    lineage: lineage.value,
    lineageNamespace: text('openlineage-namespace'),
  });
}

function oneOf<T extends string, U>(
  name: OptionName,
  text: string | undefined,
  values: readonly T[],
  otherwise: U,
): Result<T | U, string> {
  if (text === undefined) return ok(otherwise);
  const value = values.find((candidate) => candidate === text);
  return value === undefined
    ? err(`--${name} is ${JSON.stringify(text)}; it is one of ${values.join(', ')}`)
    : ok(value);
}

function time(name: OptionName, text: string | undefined): Result<number | undefined, string> {
  if (text === undefined) return ok(undefined);
  const value = readTime(text);
  if (value !== undefined) return ok(value);
  return err(`--${name} is ${JSON.stringify(text)}; it is a time such as 2024-03-01 or 2024-03-01T06:30:00Z`);
}

function wholeNumber<T>(
  name: OptionName,
  text: string | undefined,
  otherwise: T,
  maximum: number,
  minimum = 1,
): Result<number | T, string> {
  if (text === undefined) return ok(otherwise);
  const value = /^[0-9]+$/.test(text) ? Number(text) : -1;
  if (value >= minimum && value <= maximum) return ok(value);
  return err(`--${name} is ${JSON.stringify(text)}; it is a whole number from ${minimum} to ${maximum}`);
}
