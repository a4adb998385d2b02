import { number } from '../base/json/index.js';
import { err, ok, VALIDITIES, type Place, type Result } from '../base/model/index.js';
import type { OnDrift, WhereName } from '../driver/index.js';
import type { Direction } from '../plan/mermaid/index.js';
import { SERVICE_OPTIONS } from './asking/service_options.js';
import { COMPILE_OPTIONS } from './compile_options.js';
import { DEPLOY_OPTIONS } from './deploy/deploy_options.js';
import {
  age,
  flag,
  offSwitch,
  oneOf,
  text,
  texts,
  time,
  wholeNumber,
  type Option,
  type ValueOf,
} from './option_kinds.js';
import { readEventPlaces, readLineagePlace, type STDOUT } from './place_option.js';
import { idleEngineOptions, readEngineOptions } from './engine_option.js';
import { readResources } from './resource_option.js';
import { bound, GRID, MATCH } from './selection_options.js';
import { SERVE_OPTIONS } from './serve_options.js';
import { MAX_SECONDS, SHARED_OPTIONS } from './shared_options.js';
import { TASK_OPTIONS } from './task_options.js';

const DIRECTIONS: readonly Direction[] = ['TB', 'LR', 'BT', 'RL'];

const PICTURE_FORMATS = ['mermaid', 'svg', 'html'] as const;

const ENGINES: readonly WhereName[] = ['local', 'slurm', 'kubernetes'];

/** How many attempts an engine gets by default: enough to fill many machines, and few enough that other users get a turn. */
export const DEFAULT_IN_FLIGHT = 1000;

/** How many tasks run at once on this machine, at most: each is a process with open files. */
export const MOST_LOCAL_JOBS = 4096;

const ON_DRIFT: readonly OnDrift[] = ['refuse', 'replan', 'ignore'];

const RESOURCE: Option<'resource', ReadonlyMap<string, number>> = {
  name: 'resource',
  value: 'NAME=N',
  help: 'name=N: how much of a resource the tasks of this build may use at once, such as cpu=4. Each build counts its own tasks only. May be repeated.',
  default: 'cpu, memory_mb of the machine',
  repeated: true,
  read: readResources,
};

/** Places for the events of a build, besides its own file. */
const EVENTS: Option<'events', readonly (Place | typeof STDOUT)[]> = {
  name: 'events',
  value: 'FILE|URL|-',
  help: 'Also write the events of the build to this FILE, to standard output in place of the manifests ("-"), or to an address (http(s)://…). May be repeated.',
  takesDash: true,
  repeated: true,
  read: readEventPlaces,
};

const ENGINE_OPTION: Option<'engine-option', ReadonlyMap<string, string>> = {
  name: 'engine-option',
  value: 'NAME=VALUE',
  help: 'An option of the engine. For all: pack-seconds, slack-minutes, lost-after. For slurm: account, partition, qos. For kubernetes: image, namespace, context, kubeconfig, claim, mount, service-account, pull-secret, node-selector, tolerations, extended-resources. May be repeated; the variable has several with spaces between them.',
  variable: 'DATABUILD_ENGINE_OPTION',
  valuesOfVariable: (text) => text.split(/\s+/).filter((word) => word !== ''),
  repeated: true,
  read: readEngineOptions,
};

const OPENLINEAGE: Option<'openlineage', Place | undefined> = {
  name: 'openlineage',
  value: 'FILE|URL',
  help: 'Append the lineage of the build (OpenLineage 2-0-2) to this FILE, or send it to an address (http(s)://…; the default path is /api/v1/lineage).',
  repeated: false,
  read: (typed) => readLineagePlace(typed.at(-1)),
};

/**
 * All options, by the field of `Options` that holds their value.
 *
 * To add an option, add one row here, and name it in the commands that take it.
 */
export const OPTIONS = {
  ...SHARED_OPTIONS,
  ...TASK_OPTIONS,
  ...DEPLOY_OPTIONS,
  ...SERVICE_OPTIONS,
  jobs: wholeNumber({
    name: 'jobs',
    alias: 'j',
    value: 'N',
    help: `Maximum number of tasks that run at once, on this machine at most ${number(MOST_LOCAL_JOBS)}; with an engine, that are queued or run at once. An engine may run several short tasks in one job of its cluster, and each counts.`,
    maximum: 100_000,
    otherwise: undefined,
    default: `number of processors; with an engine, what the cluster allows, at most ${number(DEFAULT_IN_FLIGHT)}`,
  }),
  configureTimeoutSeconds: wholeNumber({
    name: 'configure-timeout',
    value: 'SECONDS',
    help: 'Time limit, in seconds, for one call of lookup, configure or partitions.',
    maximum: MAX_SECONDS,
    otherwise: 600,
  }),
  /** Asks lookup and configure ahead about what the catalog has recorded. */
  speculation: offSwitch({
    name: 'no-speculation',
    help: 'Call lookup and configure only for partitions that are known to be needed, not ahead for those that the catalog recorded as inputs. The result is the same; planning takes longer.',
  }),
  /** Limits of resources. Without one, the limit of the machine applies; if that is unknown too, there is none to use. */
  resources: RESOURCE,
  engine: oneOf({
    name: 'engine',
    help: 'Where tasks run: local (processes of this machine), slurm or kubernetes (jobs of a cluster that sees the same state dir).',
    values: ENGINES,
    otherwise: 'local',
    variable: 'DATABUILD_ENGINE',
    valuesOfVariable: (text) => [text],
  }),
  engineOptions: ENGINE_OPTION,
  optimistic: flag({
    name: 'optimistic',
    help: 'After a failure, go on with every task that does not depend on it.',
  }),
  direction: oneOf({
    name: 'direction',
    help: 'TB (top to bottom), LR (left to right), BT or RL.',
    values: DIRECTIONS,
    otherwise: undefined,
    default: 'TB; for svg and html, what is easier to read',
  }),
  format: oneOf({
    name: 'format',
    help: 'mermaid (text, for Markdown), svg (a picture) or html (a page that works offline: move, zoom, find partitions, and see what one is made from).',
    values: PICTURE_FORMATS,
    otherwise: 'mermaid',
  }),
  collapse: flag({
    name: 'collapse',
    help: 'Draw one box for each job, with the number of its tasks. A graph that is too large to draw is collapsed in any case.',
  }),
  /** Whether what is too large for mermaid is collapsed. */
  collapsesLarge: offSwitch({
    name: 'no-collapse',
    help: 'Print every task, even if that is more than mermaid draws unless the page that shows it raises its limits.',
  }),
  /** What makes a partition valid, for all jobs. */
  validity: oneOf({
    name: 'validity',
    help: 'What makes a partition valid: presence (it exists), version (it was made by the same major versions) or content (also by the same code, args and env).',
    values: VALIDITIES,
    otherwise: undefined,
    default: "each job's own, else version",
  }),
  /** Refs as typed. The tasks that make them run in any case. */
  force: texts({
    name: 'force',
    value: 'REF',
    help: 'Rebuild this partition even if it is valid. May be repeated; @FILE reads many.',
  }),
  forceDownstream: texts({
    name: 'force-downstream',
    value: 'REF',
    help: 'Rebuild this partition and every requested partition downstream of it.',
  }),
  refresh: texts({
    name: 'refresh',
    value: 'REF',
    help: 'Rebuild this partition because its data changed, and of the requested partitions downstream of it those that then read other data.',
  }),
  reread: texts({
    name: 'reread',
    value: 'REF',
    help: 'This partition has been built again, with other data: rebuild the requested partitions downstream of it that then read other data. The partition itself is not rebuilt.',
  }),
  auditMasked: wholeNumber({
    name: 'audit-masked',
    value: 'N',
    help: 'Before the build, rebuild this many masked partitions in a copy of the data directory and compare what their jobs report (DATABUILD_METADATA_FILE). If anything differs, nothing is built.',
    maximum: 1_000_000,
    otherwise: undefined,
  }),
  onDrift: oneOf({
    name: 'on-drift',
    help: 'What to do when the plan is out of date: refuse, replan (build the same partitions by a new plan) or ignore (run the plan as it is).',
    values: ON_DRIFT,
    otherwise: 'refuse',
  }),
  diff: text({
    name: 'diff',
    value: 'PLAN',
    help: 'Compare with the plan in this file and print the differences instead of the plan. Exit code: 0 no difference, 1 a difference, 2 no plan could be made.',
    unlessEmpty: 'it must name a file',
  }),
  match: MATCH,
  from: bound({
    name: 'from',
    help: 'Select the partitions in which the name of the pattern (the last one, or NAME) stands for this text or a later one, in the order of texts.',
  }),
  to: bound({
    name: 'to',
    help: 'Select the partitions in which the name stands for this text, an earlier one, or one that begins with it.',
  }),
  dryRun: flag({ name: 'dry-run', help: 'Print what would run, by job and month, and run nothing.' }),
  yes: flag({
    name: 'yes',
    alias: 'y',
    help: 'Run a selection of any size without asking; with --server, approve the plan.',
  }),
  confirmAbove: wholeNumber({
    name: 'confirm-above',
    value: 'N',
    help: 'On a terminal, ask before a selection runs more tasks than this.',
    minimum: 0,
    maximum: 1_000_000_000,
    otherwise: 1000,
  }),
  missing: flag({ name: 'missing', help: 'List the partitions that are expected and do not exist.' }),
  grid: GRID,
  since: time({
    name: 'since',
    help: 'List only partitions recorded at this time or later: 2024-03-01 or 2024-03-01T06:30:00Z.',
  }),
  until: time({
    name: 'until',
    help: 'List only partitions recorded before this time.',
  }),
  long: flag({
    name: 'long',
    alias: 'l',
    help: 'Also print when each partition was recorded, and its manifest.',
  }),
  upstream: flag({
    name: 'upstream',
    help: 'Also bless everything that the partitions are made from, as far as it exists.',
  }),
  keepLast: wholeNumber({
    name: 'keep-last',
    value: 'N',
    help: 'Number of manifests to keep of each ref, 0 or more.',
    minimum: 0,
    maximum: 1_000_000,
    otherwise: undefined,
  }),
  keep: wholeNumber({
    name: 'keep',
    value: 'N',
    help: 'Keep the newest N builds, 0 or more.',
    minimum: 0,
    maximum: 1_000_000,
    otherwise: undefined,
  }),
  older: age({
    name: 'older',
    help: 'Drop only builds that started longer ago than this: 30d, 12h or 90m.',
  }),
  json: flag({ name: 'json', help: 'Print JSON.' }),
  events: EVENTS,
  lineage: OPENLINEAGE,
  lineageNamespace: text({
    name: 'openlineage-namespace',
    value: 'NAMESPACE',
    help: 'Namespace of the datasets in the lineage; the namespaces of jobs begin with it.',
    default: '$OPENLINEAGE_NAMESPACE, else databuild',
    unlessEmpty: 'it must be the namespace of the datasets',
  }),
  profile: text({
    name: 'profile',
    value: 'FILE',
    help: 'Write down where the time goes: phases, calls of programs, tasks, and the chain that the end waited for. The FILE is a Chrome trace; open it in Perfetto (ui.perfetto.dev).',
    unlessEmpty: 'it must name a file',
  }),
  follow: flag({
    name: 'follow',
    alias: 'f',
    help: 'Print the log as it is written, and the logs of later attempts, until the task has ended.',
  }),
  build: text({
    name: 'build',
    value: 'ID',
    help: 'Print the log of this build, named by its id or the beginning of it.',
    default: 'the last build that ran the task',
    unlessEmpty: 'it must be the id of a build, or the beginning of one',
  }),
  path: flag({ name: 'path', help: 'Print the path of the log instead of the log.' }),
  ...COMPILE_OPTIONS,
  ...SERVE_OPTIONS,
} as const;

type Table = typeof OPTIONS;

/** The values of all options. Those that a command does not take have their defaults. */
export type Options = { readonly [Field in keyof Table]: ValueOf<Table[Field]> };

type NameOf<O> = O extends { readonly key: infer Key extends string }
  ? Key
  : O extends { readonly name: infer Name extends string }
    ? Name
    : never;

/** The key of an option: its name, as typed, unless several options have the same name. */
export type OptionName = NameOf<Table[keyof Table]>;

const BY_NAME: ReadonlyMap<string, Option> = new Map(
  Object.values<Option>(OPTIONS).map((option) => [option.key ?? option.name, option]),
);

/** The options with these names. */
export function optionsNamed(names: readonly OptionName[]): Option[] {
  return names.flatMap((name) => BY_NAME.get(name) ?? []);
}

/**
 * Reads all options.
 *
 * @param typed the values of an option; empty if it was not used, or is not an option of the command
 * @param inherited the values that its variable has in place of others, or before them if the option may be repeated
 * @returns the values, or what is wrong with the first invalid option
 */
export function readOptions(
  typed: (option: Option) => readonly string[],
  inherited: (option: Option) => readonly string[] = () => [],
): Result<Options, string> {
  const values: Record<string, unknown> = {};
  for (const [field, option] of Object.entries<Option>(OPTIONS)) {
    const [own, before] = [typed(option), inherited(option)];
    const read = option.read(option.repeated ? [...before, ...own] : own.length > 0 ? own : before);
    if (!read.ok) {
      const isOwn = option.read(before).ok;
      return err(isOwn ? read.error : `${read.error} (it is set by $${option.variable ?? ''})`);
    }
    values[field] = read.value;
  }
  const options = values as Options;
  // The variable may be set for commands that use another engine, or none.
  const idle = typed(ENGINE_OPTION).length === 0 ? undefined : idleEngineOptions(options.engine, options.compileTo);
  return idle === undefined ? ok(options) : err(idle);
}
