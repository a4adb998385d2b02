import { flag, offSwitch, text, texts, wholeNumber } from './option_kinds.js';

/** The longest time that a timer of Node can wait. */
export const MAX_SECONDS = 2_147_483;

/** The options that programs of their own take, too: they load without the rest of the command line. */
export const SHARED_OPTIONS = {
  stateDir: text({
    name: 'state-dir',
    value: 'DIR',
    help: 'Directory of the catalog and the logs.',
    variable: 'DATABUILD_STATE_DIR',
    default: '.databuild',
    unlessEmpty: 'it must name a directory',
  }),
  dataDir: text({
    name: 'data-dir',
    value: 'DIR',
    help: 'Working directory of every job.',
    variable: 'DATABUILD_DATA_DIR',
    default: '<state dir>/data',
    unlessEmpty: 'it must name a directory',
  }),
  catalog: text({
    name: 'catalog',
    value: 'URL',
    help: 'Address (postgres://…) of a catalog that several machines share; an empty text stands for the one in the state dir.',
    variable: 'DATABUILD_CATALOG',
    default: 'a file in the state dir',
  }),
  graceSeconds: wholeNumber({
    name: 'grace',
    value: 'SECONDS',
    help: 'Seconds between asking a task to stop (SIGTERM) and killing it.',
    maximum: MAX_SECONDS,
    otherwise: 10,
  }),
  /** Whether to wait for other builds that make what this one needs. */
  wait: offSwitch({
    name: 'no-wait',
    help: 'Fail at once, instead of waiting, when another build is making the same partition.',
  }),
  leaseTtlSeconds: wholeNumber({
    name: 'lease-ttl',
    value: 'SECONDS',
    help: 'Seconds after which another build may take over a task of this build, if this build dies.',
    maximum: MAX_SECONDS,
    otherwise: 15,
  }),
  allowForeignExecutables: flag({
    name: 'allow-foreign-executables',
    help: "Run the plan even if tasks name executables that are not the run executables of the graph's jobs.",
  }),
  quiet: flag({ name: 'quiet', alias: 'q', help: 'Print errors only.' }),
  passEnv: texts({
    name: 'pass-env',
    value: 'NAME',
    help: 'Pass this environment variable to lookup, configure, partitions and jobs, and print *** in place of its value. Where configure puts the value into args, ps shows it to all users of the machine. May be repeated.',
    problemOf: (name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? undefined : 'is not the name of a variable'),
  }),
} as const;
