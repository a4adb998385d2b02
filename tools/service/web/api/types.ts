import type { components } from '../../client/api_types.js';

type Schemas = components['schemas'];

/** Answers of the API that pages show. Times are milliseconds since the epoch. */
export type Activity = Schemas['Activity'];
export type BackfillCell = Schemas['BackfillCell'];
export type BackfillProgress = Schemas['BackfillProgress'];
export type Build = Schemas['Build'];
export type BuildProgress = Schemas['BuildProgress'];
export type BuildTask = Schemas['BuildTask'];
export type Deployment = Schemas['Deployment'];
export type DeploymentDiff = Schemas['DeploymentDiff'];
export type Explanation = Schemas['Explanation'];
export type FoundInLog = Schemas['FoundInLog'];
export type Graph = Schemas['Graph'];
export type Grid = Schemas['Grid'];
export type HistoryEntry = Schemas['HistoryEntry'];
export type Job = Schemas['Job'];
export type JobGraph = Schemas['JobGraph'];
export type Lineage = Schemas['Lineage'];
export type Log = Schemas['Log'];
export type Manifest = Schemas['Manifest'];
export type PlannedTask = Schemas['PlannedTask'];
export type Partition = Schemas['Partition'];
export type Pool = Schemas['Pool'];
export type RecordedPartition = Schemas['RecordedPartition'];
export type Request = Schemas['Request'];
export type Run = Schemas['Run'];
export type Simulation = Schemas['Simulation'];
export type TaskSpan = Schemas['TaskSpan'];
export type Timeline = Schemas['Timeline'];
export type Trigger = Schemas['Trigger'];
export type TriggerEvent = Schemas['TriggerEvent'];

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `after` of the next page; left out on the last one. */
  readonly next?: string;
}
