import { targetsOf } from '../base/graph/index.js';
import { longestMs } from './durations.js';
import type { Compilation, CompiledFile, FolderTarget } from './target.js';
import { unitRangeScript } from './unit_range.js';
import { stageGraph, type Stage } from './units.js';
import { yamlDocuments } from './yaml_file.js';

/** A run of a workflow has at most this many jobs of matrices. */
const MAX_JOBS = 256;

/** A workflow for GitHub Actions: a matrix for each job and level, whose jobs run slices of it. */
export const GITHUB_ACTIONS: FolderTarget = {
  name: 'github-actions',
  limits: { units: 50_000, stages: MAX_JOBS },
  requires: ['task', 'shared-catalog'],
  elsewhere: { stateDir: '/databuild/state', dataDir: '/databuild/data' },
  run: 'git add . && git commit, then start the workflow',
  ships: 'folder',
  files: githubFiles,
  folder: folderOf,
};

const RUNNER = {
  description: 'The label of the runners, which must reach the data.',
  type: 'string',
  default: 'self-hosted',
} as const;

/** Where the files are in the repository. */
function folderOf({ plan, units }: Compilation): string {
  return `.github/databuild/${plan.id.slice(0, 12)}-${units[0]?.id.slice(0, 6) ?? ''}`;
}

function* githubFiles(compilation: Compilation): Generator<CompiledFile> {
  const folder = folderOf(compilation);
  const file = `${folder.replace('databuild/', 'workflows/databuild-')}.yml`;
  yield { path: file, chunks: yamlDocuments(compilation.header, [workflowOf(compilation, folder)]) };
  const script = unitRangeScript(compilation);
  yield { ...script, path: `${folder}/${script.path}` };
}

function workflowOf(compilation: Compilation, folder: string): object {
  const { plan, stages, units, needed } = compilation;
  const after = stageGraph(compilation);
  const mustSucceed = stageGraph({ units, stages, ordered: needed });
  const slices = slicesOf(stages);
  const jobs = stages.map((stage, number) => {
    const hard = new Set(targetsOf(mustSucceed, number));
    const before = targetsOf(after, number);
    return [jobName(number), jobOf(stage, slices[number] ?? 1, before, hard, compilation, folder)] as const;
  });
  return {
    name: `databuild ${withoutExpressions(plan.graph)} ${plan.id.slice(0, 12)}`,
    on: { workflow_dispatch: { inputs: { runner: RUNNER } } },
    permissions: { contents: 'read' },
    concurrency: { group: folder, 'cancel-in-progress': false },
    env: { DATABUILD_CATALOG: '${{ secrets.DATABUILD_CATALOG }}' },
    jobs: Object.fromEntries(jobs),
  };
}

function jobOf(
  { job, level, first, count }: Stage,
  slices: number,
  before: readonly number[],
  mustSucceed: ReadonlySet<number>,
  { settings }: Compilation,
  folder: string,
): object {
  const include = Array.from({ length: slices }, (_, slice) => {
    const [begin, end] = [slice, slice + 1].map((each) => Math.floor((each * count) / slices)) as [number, number];
    return { first: first + begin, count: end - begin };
  });
  const mayFail = before.some((other) => !mustSucceed.has(other));
  const succeeded = before
    .filter((other) => mustSucceed.has(other))
    .map((other) => ` && needs.${jobName(other)}.result == 'success'`);
  const longest = longestMs(job) * Math.ceil(count / slices);
  return {
    name: `${withoutExpressions(job.label)}, level ${level}`,
    'runs-on': '${{ inputs.runner }}',
    ...(settings.image !== undefined && { container: withoutExpressions(settings.image) }),
    ...(before.length > 0 && { needs: before.map(jobName) }),
    ...(mayFail && { if: `\${{ !cancelled()${succeeded.join('')} }}` }),
    ...(longest > 0 && { 'timeout-minutes': Math.ceil(longest / 60_000) + 5 }),
    strategy: { 'fail-fast': false, matrix: { include } },
    steps: [
      { uses: 'actions/checkout@v4' },
      {
        name: 'run tasks',
        run: './units.sh "$FIRST" "$COUNT"',
        'working-directory': folder,
        env: { FIRST: '${{ matrix.first }}', COUNT: '${{ matrix.count }}' },
      },
    ],
  };
}

/** How many slices each stage has: one, and of those that are left a part that goes by its size. */
function slicesOf(stages: readonly Stage[]): number[] {
  const left = MAX_JOBS - stages.length;
  const more = stages.reduce((sum, { count }) => sum + count - 1, 0);
  return stages.map(({ count }) => (more <= left ? count : 1 + Math.floor((left * (count - 1)) / more)));
}

function jobName(stage: number): string {
  return `stage-${stage}`;
}

/** GitHub evaluates \`\${{ … }}\` in names. A label that has it is shown with a space. */
function withoutExpressions(text: string): string {
  return text.replaceAll('${{', '$ {{');
}
