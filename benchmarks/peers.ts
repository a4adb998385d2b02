import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NODE_PROGRAM, program } from './folders.js';
import type { Command } from './measure.js';
import { dodoFile, makefile, ninjaFile, snakefile, wireitPackage } from './peer_files.js';
import type { Shape } from './shapes.js';

/** A program that can run a shape, two tasks at a time, with as little output as possible. */
export interface Peer {
  readonly name: string;
  /** Whether it takes several seconds for a thousand tasks; the fast peers take one. */
  readonly slow: boolean;
  /** Writes the build file for the shape into the folder in which the peer will run. @returns how to start it there */
  readonly prepare: (shape: Shape, folder: string) => Omit<Command, 'cwd' | 'stdoutFile'>;
}

/** Time limit of a peer: some hang when something goes wrong. */
const PEER_TIMEOUT_SECONDS = 300;

const written = (folder: string, name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Two tasks at a time. @param folder where it is to work */
export const snakemake = (folder: string, ...args: readonly string[]): ReturnType<Peer['prepare']> => ({
  file: program('snakemake'),
  args: ['--cores', '2', '--quiet', 'rules', 'progress', '--nolock', ...args],
  env: { HOME: folder },
  timeoutSeconds: PEER_TIMEOUT_SECONDS,
});

/** On a cluster. @param folder where it is to work, which all machines share */
export const snakemakeOn = (folder: string, ...args: readonly string[]): ReturnType<Peer['prepare']> => ({
  file: program('snakemake'),
  args: ['--quiet', 'all', '--nolock', '--latency-wait', '60', ...args],
  env: { HOME: folder },
  timeoutSeconds: 900,
});

export const PEERS: readonly Peer[] = [
  {
    name: 'ninja',
    slow: false,
    prepare: (shape, folder) => {
      written(folder, 'build.ninja', ninjaFile(shape));
      return { file: program('ninja'), args: ['-j2', '--quiet'] };
    },
  },
  {
    name: 'make',
    slow: false,
    prepare: (shape, folder) => {
      written(folder, 'Makefile', makefile(shape));
      return { file: program('make'), args: ['-j2', '-s'] };
    },
  },
  {
    name: 'snakemake',
    slow: true,
    prepare: (shape, folder) => {
      written(folder, 'Snakefile', snakefile(shape));
      return snakemake(folder);
    },
  },
  {
    name: 'wireit',
    slow: true,
    prepare: (shape, folder) => {
      const file = written(folder, 'package.json', wireitPackage(shape));
      const wireit = createRequire(import.meta.url).resolve('wireit/package.json');
      return {
        file: NODE_PROGRAM,
        args: [join(dirname(wireit), 'bin', 'wireit.js')],
        // What `npm run all` would set, without the time of npm. Copies of outputs are off: no other program makes any.
        env: {
          npm_lifecycle_event: 'all',
          npm_package_json: file,
          npm_config_user_agent: 'npm/11',
          WIREIT_PARALLEL: '2',
          WIREIT_CACHE: 'none',
          WIREIT_LOGGER: 'quiet',
        },
        timeoutSeconds: PEER_TIMEOUT_SECONDS,
      };
    },
  },
  {
    name: 'doit',
    slow: true,
    prepare: (shape, folder) => {
      written(folder, 'dodo.py', dodoFile(shape));
      return {
        file: program('doit'),
        args: ['run', '-n', '2', '-P', 'thread', '-v', '0', '--reporter', 'zero'],
        timeoutSeconds: PEER_TIMEOUT_SECONDS,
      };
    },
  },
];
