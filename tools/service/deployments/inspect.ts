import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  canonicalDescriptor,
  err,
  graphDescriptorSchema,
  isGraphDescriptor,
  ok,
  type GraphDescriptor,
  type Result,
} from '../../base/model/index.js';
import { childEnvironment } from '../../base/runtime/index.js';
import { runProgram } from '../programs/index.js';
import type { InspectFailure } from './failure.js';
import type { Unpacked } from './unpack.js';

/** What is known of an archive once it was unpacked. */
export interface Inspected {
  readonly descriptor: GraphDescriptor;
  /** Path of the descriptor, below the folder that the archive was unpacked into. */
  readonly descriptorPath: string;
  /** What `--version` says: the version of DataBuild, and of its Node. */
  readonly version: string;
}

/** Targets that the service starts. Any other may be missing, as in archives of earlier versions. */
const NEEDED = ['plan', 'exec'] as const;

/** The first start of a program compiles it. */
const VERSION_TIMEOUT_MS = 60_000;

/**
 * Finds out whether an unpacked archive is that of a graph whose programs run on this machine.
 *
 * @param folder that it was unpacked into
 * @param parentEnv the variables of this process
 */
export async function inspectArchive(
  folder: string,
  { root, descriptors }: Unpacked,
  parentEnv: Readonly<Record<string, string | undefined>>,
): Promise<Result<Inspected, InspectFailure>> {
  const own = descriptors.filter((path) => path.endsWith(`/${root}.databuild.json`));
  const found: { path: string; descriptor: GraphDescriptor }[] = [];
  for (const path of own) {
    const descriptor = await readGraphDescriptor(join(folder, path));
    if (descriptor?.label.endsWith(`:${root}`) === true) found.push({ path, descriptor });
  }
  const [graph, second] = found;
  if (graph === undefined) return notAGraph(`it has no descriptor of a graph ${JSON.stringify(root)}`);
  if (second !== undefined) return notAGraph(`it has two graphs of that name, ${graph.path} and ${second.path}`);
  for (const phase of NEEDED) {
    const program = `${root}/${root}.${phase}`;
    const isProgram = await stat(join(folder, program)).then(
      (stats) => stats.isFile() && (stats.mode & 0o100) !== 0,
      () => false,
    );
    if (!isProgram) return notAGraph(`it has no program ${program}`);
  }
  const plan = join(folder, root, `${root}.plan`);
  const env = childEnvironment({
    parentEnv,
    runfilesDir: join(folder, root, `${root}.runfiles`),
    passEnv: ['DATABUILD_NODE'],
  });
  const said = await runProgram([plan], ['--version'], {
    cwd: folder,
    env,
    timeoutMs: VERSION_TIMEOUT_MS,
    maxStdoutBytes: 4096,
  });
  const version = said.kind === 'exited' && said.code === 0 ? said.stdout.toString().trim() : '';
  if (version.startsWith('databuild ')) {
    return ok({
      descriptor: graph.descriptor,
      descriptorPath: graph.path,
      version: version.slice('databuild '.length),
    });
  }
  return err({ reason: 'programs-do-not-start', program: `${root}.plan`, detail: whyNot(said) });
}

/** @returns undefined if it is none, or of a version of DataBuild that this one does not know */
export async function readGraphDescriptor(path: string): Promise<GraphDescriptor | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
  if (isGraphDescriptor(value)) return canonicalDescriptor(value);
  const parsed = graphDescriptorSchema().safeParse(value);
  return parsed.success ? canonicalDescriptor(parsed.data) : undefined;
}

function notAGraph(detail: string): Result<never, InspectFailure> {
  return err({ reason: 'not-a-graph', detail });
}

function whyNot(said: Awaited<ReturnType<typeof runProgram>>): string {
  switch (said.kind) {
    case 'exited':
      return said.stderrTail.trim() || (said.code === 0 ? 'it is not DataBuild' : `exit code ${String(said.code)}`);
    case 'killed':
      return `it was killed by ${said.signal}`;
    case 'not-started':
      return said.code === 'ENOENT' ? 'its interpreter is missing' : said.code;
    default:
      return said.kind.replaceAll('-', ' ');
  }
}
