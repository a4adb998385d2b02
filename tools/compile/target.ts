import type { Plan } from '../base/model/index.js';
import type { JobOptions } from '../engines/slurm/index.js';
import type { Units } from './units.js';

/** A plan to compile, as its targets see it. */
export interface Compilation extends Units {
  readonly plan: Plan;
  /** The lines that begin every file that can have comments. They have no control characters. */
  readonly header: readonly string[];
  readonly settings: CompileSettings;
}

/** Where and how compiled tasks run. */
export interface CompileSettings {
  /** Path of `:g.task` where the tasks run. The variable `DATABUILD_TASK` replaces it there. */
  readonly task?: string | undefined;
  /** The default of `DATABUILD_STATE_DIR` there. */
  readonly stateDir: string;
  /** The default of `DATABUILD_DATA_DIR` there. */
  readonly dataDir: string;
  /** Whether the catalog is one that machines share. Its address, which may have a password, is never written. */
  readonly sharedCatalog: boolean;
  /** Names of variables that are passed to jobs. Where the tasks run, they must be set. */
  readonly passEnv: readonly string[];
  /** The container image that has `task`; only some targets use it. */
  readonly image?: string | undefined;
  /** Options of Slurm, by the label of the job. */
  readonly slurm?: ReadonlyMap<string, JobOptions> | undefined;
  /** Limits of resources. */
  readonly resources: ReadonlyMap<string, number>;
}

/** A file of a compiled plan. */
export interface CompiledFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly executable?: boolean;
  readonly chunks: Iterable<string | Buffer>;
}

/** The files that run tasks, compressed, in parts for objects of Kubernetes. */
export interface Payload {
  /** For each object, its parts by name: `<file>.gz.<number>`, where the numbers of a file are in order. */
  readonly objects: readonly ReadonlyMap<string, Buffer>[];
  /** The files in it. */
  readonly files: readonly string[];
}

/** How much a target can take. */
export interface Limits {
  /** Most units of one plan. */
  readonly units?: number;
  /** Most stages of one plan. */
  readonly stages?: number;
}

/** A setting that only some targets need. */
export type Requirement = 'image' | 'task' | 'shared-catalog';

/** Something that a plan is compiled into. */
interface TargetBase {
  /** As `--to` names it. */
  readonly name: string;
  readonly limits: Limits;
  /** What must be set for it, besides the plan. */
  readonly requires: readonly Requirement[];
  /** Default directories, if the tasks run on other machines. */
  readonly elsewhere?: Pick<CompileSettings, 'stateDir' | 'dataDir'>;
  /** The engine whose options of jobs it takes. */
  readonly engine?: 'slurm';
  /** The command that runs the result, for people. */
  readonly run: string;
}

/** A target that is a folder of files, which are run where the folder is. */
export interface FolderTarget extends TargetBase {
  readonly ships: 'folder';
  /** Its own files. The plan, and what starts its tasks, are added in `folder`, by default at the top. */
  readonly files: (compilation: Compilation) => Iterable<CompiledFile>;
  readonly folder?: (compilation: Compilation) => string;
}

/** A target whose objects hold the plan, and what starts its tasks, as a payload. */
export interface PayloadTarget extends TargetBase {
  readonly ships: 'payload';
  readonly files: (compilation: Compilation, payload: Payload) => Iterable<CompiledFile>;
}

export type Target = FolderTarget | PayloadTarget;
