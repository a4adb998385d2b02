import { BUILDS_ACTIONS } from './builds_actions.js';
import { CATALOG_ACTIONS } from './catalog_actions.js';
import type { Command } from './command.js';
import { PIN_ACTIONS } from './pin_actions.js';

const ASKING = ['state-dir', 'data-dir', 'configure-timeout', 'pass-env', 'profile', 'quiet'] as const;
const SELECTING = ['match', 'from', 'to'] as const;
const PLANNING = ['no-speculation', 'validity', 'force', 'force-downstream', 'refresh', 'reread'] as const;
/** With these, a command asks a service. */
const SERVED = ['server', 'token-file'] as const;
/** What a request to a service says of the partitions and how to plan them. */
const WANTING = [...SELECTING, 'validity', 'force', 'force-downstream', 'quiet'] as const;
const RUNNING = [
  'catalog',
  'jobs',
  'resource',
  'engine',
  'engine-option',
  'grace',
  'optimistic',
  'no-wait',
  'lease-ttl',
  'events',
  'openlineage',
  'openlineage-namespace',
] as const;

/** What a service of one graph and one of many have in common. */
const SERVING = {
  takes: 'nothing',
  options: [
    'host',
    'port',
    'auth',
    'auth-roles',
    'auth-proxy',
    'make-token',
    'log-calls',
    'keep-for',
    'keep-builds',
    'catalog',
    'state-dir',
    'data-dir',
    'pass-env',
    'quiet',
  ],
  exitCode1: 'the service failed',
  exitCode2: 'bad usage, or the port, the state directory or the catalog cannot be used',
  examples: [
    ['', 'a service for the users of this machine'],
    ['--host 0.0.0.0 --auth tokens:tokens.txt', 'a service for other machines'],
    ['--make-token ann:operator', 'a token for the file'],
  ],
  ownProgram: true,
  endsBySignal: true,
} as const;

/** All commands, by the word that the launcher of a target passes. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'lookup',
    {
      suffix: 'lookup',
      descriptor: 'graph',
      takes: 'refs',
      summary: 'Prints which job makes each partition, as JSON: {"<job label>": ["<ref>", ...]}.',
      options: [...ASKING, ...SELECTING],
      examples: [['daily/date=2024-03-01', 'which job makes this partition']],
      load: async () => (await import('./commands/lookup.js')).runLookup,
    },
  ],
  [
    'analyze',
    {
      suffix: 'analyze',
      descriptor: 'graph',
      takes: 'refs',
      summary: 'Prints the job graph, as JSON: every task needed to make the partitions from nothing.',
      options: [...ASKING, 'catalog', ...SELECTING, 'no-speculation'],
      examples: [['daily/date=2024-03-01', 'everything upstream of this partition']],
      load: async () => (await import('./commands/analyze.js')).runAnalyze,
    },
  ],
  [
    'plan',
    {
      suffix: 'plan',
      descriptor: 'graph',
      takes: 'refs',
      summary:
        'Prints the plan: the tasks that are still to run, each with its reason, as JSON. With --server, a service plans, and the tasks are JSON Lines.',
      options: [...ASKING, 'catalog', ...SELECTING, ...PLANNING, 'diff', 'json', ...SERVED, 'note'],
      exitCode1: 'a lookup, a configure or the partitions program failed; with --diff: the plans differ',
      examples: [
        ['daily/date=2024-03-01 > plan.json', 'write the plan into a file'],
        ['--diff plan.json daily/date=2024-03-01', 'what changed since that plan'],
        [
          '--refresh raw/date=2024-03-01 report/month=2024-03',
          'late data: rebuild the first partition, and what then reads other data',
        ],
        ["--match 'report/month={month}' --from 2024-03", 'what has to be built of the reports since March 2024'],
        ['- < refs.txt', 'refs from standard input, one per line'],
      ],
      load: async () => (await import('./commands/plan.js')).runPlan,
      asking: { options: WANTING, load: async () => (await import('./asking/preview.js')).askPlan },
    },
  ],
  [
    'explain',
    {
      suffix: 'explain',
      descriptor: 'graph',
      takes: 'refs',
      summary:
        'Explains why each partition is valid or would be rebuilt: which manifest proves it, or what changed, field by ' +
        'field, up to the cause.',
      options: [...ASKING, 'catalog', ...SELECTING, 'no-speculation', 'validity', 'json', ...SERVED],
      examples: [
        ['daily/date=2024-03-01', 'why this partition is valid or stale'],
        ['--validity=content daily/date=2024-03-01', 'the same by content, where every change counts'],
        ['--json daily/date=2024-03-01', 'the same for a program'],
      ],
      load: async () => (await import('./commands/explain.js')).runExplain,
      asking: { options: ['json', 'quiet'], load: async () => (await import('./asking/explain.js')).askExplain },
    },
  ],
  [
    'exec',
    {
      suffix: 'exec',
      descriptor: 'graph',
      takes: 'plan',
      summary:
        'Runs a plan and prints the manifest of every finished task, one JSON object per line. After an interruption, ' +
        'the same command continues: tasks that an earlier run of the plan finished are not run again.',
      options: [...ASKING, ...RUNNING, 'on-drift', 'no-speculation', 'allow-foreign-executables'],
      examples: [
        ['plan.json', 'run a plan from a file'],
        ['< plan.json', 'the same from standard input'],
        ['--on-drift=replan plan.json', 'make a new plan if this one is out of date'],
      ],
      load: async () => (await import('./commands/exec.js')).runExec,
    },
  ],
  [
    'task',
    {
      suffix: 'task',
      descriptor: 'graph',
      takes: 'tasks',
      summary:
        'Runs tasks of a plan by id, one attempt each, and writes a result file for every attempt. ' +
        'Engines and compiled graphs start it; the order of tasks is theirs. Tasks of a job with "batch" that follow ' +
        'each other share an attempt. With --catalog, tasks are leased, left out if they are up to date, and recorded; ' +
        'without it (and whatever $DATABUILD_CATALOG is) nothing is recorded. Prints the results, one JSON object per line.',
      options: [
        'plan',
        'ids',
        'attempts',
        'catalog',
        'state-dir',
        'data-dir',
        'result-dir',
        'attempt',
        'attempt-id',
        'build-id',
        'pass-env',
        'grace',
        'lease-ttl',
        'no-wait',
        'allow-foreign-executables',
        'quiet',
      ],
      exitCode1: 'a task failed',
      exitCode2: 'bad usage or input, a plan that is out of date, or a task that another build has taken over',
      examples: [
        ['--plan plan.json 0123456789abcdef', 'run one task; its result is in <state dir>/attempts'],
        ["--plan plan.json --catalog '' 0123456789abcdef", 'also record it in the catalog of the state dir'],
        ['--plan plan.json --ids ids.txt --result-dir results', 'run the tasks of a file'],
      ],
      ownProgram: true,
    },
  ],
  [
    'build',
    {
      suffix: 'build',
      descriptor: 'graph',
      takes: 'refs',
      summary:
        'Builds the partitions: makes a plan and runs it. Prints the manifest of every finished or unchanged task. ' +
        'With --server, a service does so; prints the id of the request, and follows it to its end. Ctrl-C leaves it running.',
      options: [
        ...ASKING,
        ...RUNNING,
        ...SELECTING,
        'yes',
        'confirm-above',
        'dry-run',
        ...PLANNING,
        'audit-masked',
        ...SERVED,
        'request',
        'cancel',
        'note',
      ],
      exitCode1: 'a task, a configure, a lookup or the partitions program failed, or an audit found a difference',
      examples: [
        ['daily/date=2024-03-01', 'build this partition and everything it needs'],
        ['-j 4 @refs.txt', 'the refs of a file, four tasks at a time'],
        ["--match 'daily/date={date}' --from 2024-03", 'everything expected since March 2024 that is missing or stale'],
        ["--dry-run --match '*'", 'what that would run for everything expected'],
        [
          '--audit-masked 5 daily/date=2024-03-01',
          'first check that five masked partitions would be rebuilt unchanged',
        ],
      ],
      load: async () => (await import('./commands/build.js')).runBuild,
      asking: {
        options: [...WANTING, 'optimistic', 'yes', 'dry-run'],
        load: async () => (await import('./asking/build.js')).askBuild,
      },
    },
  ],
  [
    'compile',
    {
      suffix: 'compile',
      descriptor: 'graph',
      takes: 'plan-or-refs',
      summary:
        'Compiles a plan to what another scheduler runs: a script, a build file, a workflow. Writes a folder and prints its path.',
      options: [
        ...ASKING,
        'catalog',
        ...PLANNING,
        'to TARGET',
        'out',
        'slice',
        'task',
        'image',
        'resource',
        'engine-option',
      ],
      exitCode2: 'bad usage or input, or the target cannot take a plan of this size',
      examples: [
        ['--to bash plan.json', 'a Bash script that runs the plan'],
        [
          '--to slurm --out nightly daily/date=2024-03-01',
          'plan a partition, and compile the plan to a submission to Slurm',
        ],
        ['--to make --slice 2/3 plan.json', 'the second third of the plan as a Makefile'],
      ],
      load: async () => (await import('./commands/compile.js')).runCompile,
    },
  ],
  [
    'mermaid',
    {
      suffix: 'mermaid',
      descriptor: 'graph',
      takes: 'refs',
      summary: 'Draws the job graph: as a Mermaid flowchart, a picture or a page.',
      options: [...ASKING, 'catalog', ...SELECTING, 'no-speculation', 'format', 'direction', 'collapse', 'no-collapse'],
      examples: [
        ['--direction LR daily/date=2024-03-01', 'a chart from left to right'],
        ['--collapse daily/date=2024-03-01', 'one box for each job'],
        ["--format=html --match '*' > graph.html", 'a page to look around in'],
      ],
      load: async () => (await import('./commands/mermaid.js')).runMermaid,
    },
  ],
  [
    'merge',
    {
      suffix: 'merge',
      descriptor: 'graph',
      takes: 'graphs',
      summary:
        'Merges plans, or job graphs, into one and prints it as JSON. The order of the files makes no difference.',
      options: ['quiet'],
      exitCode1: 'the files contradict each other',
      examples: [['a.json b.json > both.json', 'merge two plans into one']],
      load: async () => (await import('./commands/merge.js')).runMerge,
    },
  ],
  [
    'diff',
    {
      suffix: 'diff',
      descriptor: 'graph',
      takes: 'old-and-new',
      summary: 'Prints the differences between two plans or job graphs: tasks and partitions, with reasons.',
      options: ['json', 'pass-env', 'quiet'],
      exitCode1: 'they are different',
      examples: [
        ['old.json new.json', 'what changed'],
        ['--json old.json new.json', 'the same for a program'],
      ],
      load: async () => (await import('./commands/diff.js')).runDiff,
    },
  ],
  [
    'catalog',
    {
      suffix: 'catalog',
      descriptor: 'graph',
      summary: 'Reads and changes the catalog: which partitions exist, and how each was made.',
      actions: CATALOG_ACTIONS,
    },
  ],
  [
    'builds',
    {
      suffix: 'builds',
      descriptor: 'graph',
      summary: 'Shows past and running builds, from their events.',
      actions: BUILDS_ACTIONS,
    },
  ],
  [
    'pin',
    {
      suffix: 'pin',
      descriptor: 'graph',
      summary: 'Compares the plan of some partitions with a plan in a file. Started by databuild_plan_test.',
      hasNoTarget: true,
      actions: PIN_ACTIONS,
    },
  ],
  [
    'logs',
    {
      suffix: 'logs',
      descriptor: 'graph',
      takes: 'refs',
      summary:
        'Prints, for each partition, the log of the task that is making it, or else of the last task that tried to.',
      options: ['state-dir', 'catalog', 'follow', 'build', 'path', 'quiet', ...SERVED],
      exitCode1: 'not used',
      exitCode2: 'there is no such log, or it is on another machine; or bad usage or input',
      examples: [
        ['daily/date=2024-03-01', 'the log of its last task'],
        ['-f daily/date=2024-03-01', 'follow the log until the task has ended'],
        ['--path daily/date=2024-03-01', 'the path of the log'],
      ],
      load: async () => (await import('./commands/logs.js')).runLogs,
      asking: { options: ['follow', 'build', 'quiet'], load: async () => (await import('./asking/logs.js')).askLogs },
    },
  ],
  [
    'serve',
    {
      suffix: 'serve',
      descriptor: 'graph',
      summary:
        'Runs a service of the graph: takes requests over HTTP, builds them, and follows the triggers. Prints its URL, and ' +
        'writes its log as JSON Lines to standard error. A signal ends it; the builds that it started go on.',
      ...SERVING,
    },
  ],
  [
    'service',
    {
      suffix: '',
      descriptor: 'service',
      summary:
        'Runs a service of many graphs: takes deployments and requests over HTTP, builds them, and follows the triggers. Prints its URL, ' +
        'and writes its log as JSON Lines to standard error. A signal ends it; the builds that it started go on.',
      ...SERVING,
    },
  ],
  [
    'deploy',
    {
      suffix: 'deploy',
      descriptor: 'graph',
      takes: 'nothing',
      needsArchive: true,
      summary:
        'Uploads the archive of the graph to a service, and says what it would make stale there. Prints the digest of the archive. ' +
        'The same archive is uploaded once.',
      options: ['to URL', 'current', 'token-file', 'archive', 'quiet'],
      exitCode1: 'the service failed',
      exitCode2: 'bad usage, no service answers, or it refuses the archive',
      examples: [
        ['--to http://localhost:8600', 'upload it, and see what it would make stale'],
        ['--to http://localhost:8600 --current', 'also make it the current deployment'],
      ],
      load: async () => (await import('./commands/deploy.js')).runDeploy,
    },
  ],
  [
    'job-cfg',
    {
      suffix: 'cfg',
      descriptor: 'job',
      takes: 'refs',
      summary: 'Prints the configs with which the job makes the partitions, as a JSON array.',
      options: ASKING,
      examples: [['reviews/date=2024-03-01', 'how the job would make this partition']],
      load: async () => (await import('./commands/job_cfg.js')).runJobCfg,
    },
  ],
  [
    'job-exec',
    {
      suffix: 'exec',
      descriptor: 'job',
      takes: 'refs',
      summary:
        'Configures the job for the partitions and runs it, whether or not they exist. ' +
        'Nothing upstream is built. Prints the manifest of every finished task, one JSON object per line.',
      options: [...ASKING, ...RUNNING],
      examples: [['reviews/date=2024-03-01', 'build only this partition']],
      load: async () => (await import('./commands/job_exec.js')).runJobExec,
    },
  ],
  [
    'job-test',
    {
      suffix: 'test',
      descriptor: 'job',
      hasNoTarget: true,
      takes: 'trial',
      summary: 'Checks that a job does what every job must do. Started by databuild_job_test.',
      options: ['configure-timeout', 'pass-env', 'grace', 'quiet'],
      exitCode1: 'a check failed',
      examples: [],
      load: async () => (await import('./commands/job_test.js')).runJobTest,
    },
  ],
]);
