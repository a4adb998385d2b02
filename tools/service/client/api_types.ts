/**
 * The types of the calls of the service and of what they answer.
 *
 * Generated from the OpenAPI document: do not edit; bazel run //tools/dev/docs:update_docs
 */

export interface paths {
    readonly "/api/v1/graphs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the graphs that the service runs. */
        readonly get: operations["listGraphs"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows one graph. */
        readonly get: operations["getGraph"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/jobs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the jobs of a graph, with how long their tasks take. */
        readonly get: operations["listJobs"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/partitions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the partitions of a graph that exist, in the order of their refs. */
        readonly get: operations["listPartitions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/partition": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows a partition with its current manifest: how, from what and by what it was made. */
        readonly get: operations["getPartition"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/partition/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists what happened to a partition, the newest first. */
        readonly get: operations["getPartitionHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/partition/explain": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Explains why a partition is valid or would be rebuilt, as the explain target of the graph does. */
        readonly get: operations["explainPartition"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/partition/lineage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows what a partition was made from, or what was made from it, step by step, as the catalog recorded it. */
        readonly get: operations["getPartitionLineage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/grid": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows the partitions of a job by two names of its pattern, one character a cell. It follows the catalog, and is not computed anew. */
        readonly get: operations["getGrid"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists requests, the newest first. */
        readonly get: operations["listRequests"];
        readonly put?: never;
        /** Requests partitions: by refs, or by a pattern and a range. They are planned, approved by policy or by a person, and built. */
        readonly post: operations["createRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows a request with the summary of its plan. */
        readonly get: operations["getRequest"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Changes the priority of a request. */
        readonly patch: operations["changeRequest"];
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/tasks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the tasks of the plan of a request, in the order of the plan, with why each would run. */
        readonly get: operations["listRequestTasks"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Approves the plan of a request, which is then built as it is. */
        readonly post: operations["approveRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Cancels a request. If its build runs, the build is cancelled first. */
        readonly post: operations["cancelRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Does a request again that failed, was cancelled or was refused. What was built is kept. */
        readonly post: operations["retryRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/stop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Stops a backfill after the builds that run now. */
        readonly post: operations["stopRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/continue": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Goes on with a backfill that was stopped. */
        readonly post: operations["continueRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/progress": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows how far a backfill is. */
        readonly get: operations["getBackfillProgress"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/cells": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the parts of a backfill, each with its build and its state. */
        readonly get: operations["listBackfillCells"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/requests/{request}/builds": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the builds that were started for a request, the newest first: their processes, and how they ended. */
        readonly get: operations["listRequestBuilds"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/builds": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the builds that worked on the catalog, on whatever machine, the newest first. */
        readonly get: operations["listBuilds"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/builds/{build}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows a build. */
        readonly get: operations["getBuild"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/builds/{build}/tasks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the tasks of a build, in the order in which they were announced. */
        readonly get: operations["listBuildTasks"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/builds/{build}/critical-path": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows the chain of tasks that the end of a build waited for, in the order in which they ran. */
        readonly get: operations["getCriticalPath"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/builds/{build}/tasks/{task}/attempts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the attempts at a task that failed and were followed by another one. The last attempt is part of the task. */
        readonly get: operations["listRetriedAttempts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/builds/{build}/log": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Reads the log of the last attempt at a task, from a byte on, and follows it until the task has ended. */
        readonly get: operations["readLog"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/triggers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the triggers of the current deployments. */
        readonly get: operations["listTriggers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/triggers/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows a trigger with its next slots and its last events. */
        readonly get: operations["getTrigger"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/triggers/{name}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the slots and events of a trigger, the newest first, each with its request or why there is none. */
        readonly get: operations["listTriggerEvents"];
        readonly put?: never;
        /** Sends an event to a trigger that takes them (`http = True`). It is recorded when this answers, and handled then. */
        readonly post: operations["sendTriggerEvent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/triggers/{name}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Pauses a trigger: it makes no requests until it is resumed. */
        readonly post: operations["pauseTrigger"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/triggers/{name}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Resumes a trigger. What happened meanwhile is handled as its `catch_up` says. */
        readonly post: operations["resumeTrigger"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/triggers/{name}/fire": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Makes an event of a trigger by hand, also while it is paused: of a slot, of partitions, or with a body. */
        readonly post: operations["fireTrigger"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/graphs/{graph}/triggers/{name}/simulate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Says what a trigger would have asked for between two times, and what it will ask for next. Changes nothing. */
        readonly get: operations["simulateTrigger"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Follows what happens, as server-sent events: what changed, not what it is now. An event `reload` says that events were missed. */
        readonly get: operations["followEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/deployments": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the deployments, the newest first. */
        readonly get: operations["listDeployments"];
        readonly put?: never;
        /** Uploads the archive of a graph. The same archive is the same deployment. It does not become the current one. */
        readonly post: operations["uploadDeployment"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/deployments/{digest}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows a deployment. */
        readonly get: operations["getDeployment"];
        readonly put?: never;
        readonly post?: never;
        /** Removes the archive of a deployment that nothing needs. */
        readonly delete: operations["removeDeployment"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/deployments/{digest}/diff": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Says what a deployment would make stale: plans everything that the current one has made, or one partition, with both. Builds nothing. */
        readonly get: operations["diffDeployment"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/deployments/{digest}/current": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Makes a deployment the current one of its graph. Going back to an earlier one is the same call. */
        readonly post: operations["makeDeploymentCurrent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/pools": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the pools: resources with a limit that all builds on the catalog share. */
        readonly get: operations["listPools"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/pools/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Shows one pool. */
        readonly get: operations["getPool"];
        /** Creates a pool, or changes how many slots it has. Slots that are held stay held. */
        readonly put: operations["setPool"];
        readonly post?: never;
        /** Removes a pool. What used it has no limit from then on. */
        readonly delete: operations["removePool"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/catalog/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Writes the whole catalog, as `catalog export` does: JSON Lines that `catalog import` reads. */
        readonly get: operations["exportCatalog"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/activity": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists who changed what, the newest change first. Entries are never changed or removed. */
        readonly get: operations["listActivity"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Why the service did not do what it was asked (RFC 9457). */
        readonly Problem: {
            /** @description `urn:databuild:problem:` and the reason, in kebab case. */
            readonly type: string;
            readonly title: string;
            readonly status: number;
            /** @description What is wrong with what, and how to correct it. */
            readonly detail: string;
            /** @description Fields of the request that are wrong. */
            readonly errors?: readonly {
                readonly field: string;
                readonly detail: string;
            }[];
        };
        readonly Graph: {
            readonly label: string;
            /** @description Digest of the current deployment, or `embedded`. */
            readonly deployment: string;
            /** @description Labels of its jobs. */
            readonly jobs: readonly string[];
            /** @description Names of its triggers. */
            readonly triggers: readonly string[];
            /** @description Whether the graph says which partitions ought to exist. */
            readonly listsPartitions: boolean;
        };
        readonly Job: {
            readonly label: string;
            readonly version: string;
            /** @enum {string} */
            readonly validity: "presence" | "version" | "content";
            /** @description Patterns of the refs that it makes; none if only the lookup of the graph says. */
            readonly makes: readonly string[];
            readonly retries: number;
            /** @description 0: none. */
            readonly timeoutMs: number;
            readonly resources: {
                readonly [key: string]: number;
            };
            /** @description Of its latest 20 tasks; left out if it has none. */
            readonly medianDurationMs?: number;
        };
        readonly Partition: {
            readonly ref: string;
            /** @description Label of the job that makes it, if patterns say which. */
            readonly job?: string;
            /** @description Id of its current manifest. */
            readonly manifest: string;
            readonly jobVersion: string;
            /** @description Milliseconds since the epoch. */
            readonly recordedAt: number;
        };
        readonly RecordedPartition: {
            readonly ref: string;
            /** @description False if it was forgotten. */
            readonly exists: boolean;
            readonly manifest?: components["schemas"]["Manifest"];
        };
        /** @description Its current manifest. */
        readonly Manifest: {
            /** @enum {number} */
            readonly schemaVersion: 1;
            /** @description Unique; sorts by time. */
            readonly id: string;
            readonly outputs: readonly string[];
            readonly inputs: readonly ({
                /** @enum {string} */
                readonly depType: "materialize" | "query";
                readonly ref: string;
                /** @description Id of the manifest that was current when the task started. */
                readonly manifest: string | null;
                readonly versionKey: string | null;
            } & {
                readonly [key: string]: unknown;
            })[];
            readonly job: string;
            readonly jobVersion: string;
            readonly config: {
                readonly args: readonly string[];
                readonly env: {
                    readonly [key: string]: string;
                };
            } & {
                readonly [key: string]: unknown;
            };
            readonly startTime: string;
            readonly endTime: string;
            readonly buildId: string;
            readonly taskId: string;
            readonly host: string;
            readonly attempt: number;
            /**
             * @description Left out: built.
             * @enum {string}
             */
            readonly origin?: "built" | "adopted" | "blessed" | "unchanged";
            /** @description What the job reported. */
            readonly metadata: {
                readonly [key: string]: unknown;
            };
        } & {
            readonly [key: string]: unknown;
        };
        readonly HistoryEntry: {
            /** @enum {string} */
            readonly kind: "recorded" | "forgotten";
            /** @description Milliseconds since the epoch. */
            readonly at: number;
            readonly manifest?: components["schemas"]["Manifest"] & unknown;
        };
        readonly Explanation: {
            readonly [key: string]: unknown;
        };
        readonly Lineage: {
            readonly nodes: readonly {
                readonly ref: string;
                readonly exists: boolean;
                /** @description Label of the job of its current manifest. */
                readonly job?: string;
                readonly manifest?: string;
                /** @description Steps from the partition that was asked for. */
                readonly depth: number;
            }[];
            /** @description `output` was made from `input`. */
            readonly edges: readonly {
                readonly input: string;
                readonly output: string;
            }[];
            /** @description Whether there is more: an answer has at most 300 partitions. */
            readonly truncated: boolean;
        };
        readonly Grid: {
            readonly job: string;
            readonly pattern: string;
            readonly rowName: string;
            readonly columnName?: string;
            /** @description The values of the rows, in the order of texts. */
            readonly rows: readonly string[];
            readonly columns: readonly string[];
            /** @description A text for each row, with one character for each column: ` ` none, `m` missing, `v` valid, `s` stale, `r` running, `f` failed. */
            readonly cells: readonly string[];
            /** @description How many cells have each state. */
            readonly counts: {
                readonly [key: string]: number;
            };
        };
        readonly Request: {
            readonly id: string;
            readonly graph: string;
            /** @description The deployment whose programs made the plan. */
            readonly deployment?: string;
            /** @description Milliseconds since the epoch. */
            readonly madeAt: number;
            readonly madeBy: string;
            readonly source: {
                /** @enum {string} */
                readonly kind: "api" | "trigger" | "backfill";
            } & {
                readonly [key: string]: unknown;
            };
            /** @description What it asks for: the first refs, or a selection. */
            readonly wanted: {
                readonly count?: number;
            } & {
                readonly [key: string]: unknown;
            };
            /** @enum {string} */
            readonly state: "accepted" | "planning" | "waiting-for-approval" | "queued" | "waiting-for-builds" | "running" | "stopped" | "succeeded" | "failed" | "cancelled" | "nothing-to-do" | "refused";
            readonly priority: number;
            readonly note?: string;
            /** @description The backfill that this is a build of. */
            readonly parent?: string;
            /** @description The plan, with its counts, reasons and forecast. */
            readonly plan?: {
                readonly id: string;
                readonly summary: {
                    readonly [key: string]: unknown;
                };
            } & {
                readonly [key: string]: unknown;
            };
            /** @description How the plan differs from the one that was approved before. */
            readonly changes?: {
                readonly [key: string]: unknown;
            };
            /** @description `policy`, or who approved it. */
            readonly approvedBy?: string;
            /** @description Id of its build, or the last one. */
            readonly run?: string;
            readonly endedAt?: number;
            readonly problem?: {
                readonly reason: string;
                readonly detail: string;
            };
        } & {
            readonly [key: string]: unknown;
        };
        readonly NewRequest: {
            /** @description The partitions. */
            readonly refs?: readonly components["schemas"]["PartitionRef"][];
            /** @description A pattern of expected partitions, such as `report/month={month}`. */
            readonly match?: string;
            /** @description The lower bound of a selection: `[NAME=]TEXT`. */
            readonly from?: string;
            /** @description The upper bound of a selection: `[NAME=]TEXT`. */
            readonly to?: string;
            /** @default {} */
            readonly mode?: {
                /**
                 * @description What makes a partition valid; left out: each job's own.
                 * @enum {string}
                 */
                readonly validity?: "presence" | "version" | "content";
                /** @description Refs that are made again even if they are valid. */
                readonly force?: readonly components["schemas"]["PartitionRef"][];
                /** @description Refs that are made again together with every requested partition downstream of them. */
                readonly forceDownstream?: readonly components["schemas"]["PartitionRef"][];
                /** @description After a failure, go on with every task that does not depend on it; in a backfill, with the next build. */
                readonly optimistic?: boolean;
            };
            /**
             * @description Higher ones start first.
             * @default 0
             */
            readonly priority?: number;
            /** @description Why, for people. */
            readonly note?: string;
            /** @description Makes it a backfill, which is cut into builds of at most this many tasks. */
            readonly size?: number;
            /**
             * @description Whether a person approves the plan: `policy` (only a plan of many tasks), `always`, or `never` (nobody is asked).
             * @default policy
             * @enum {string}
             */
            readonly approve?: "policy" | "always" | "never";
            /** @description Label of the graph, such as `//examples/flights:flights_graph`. */
            readonly graph: string;
        };
        /** @description A partition ref: 1 to 1,024 bytes of UTF-8, no control characters, no space at either end. */
        readonly PartitionRef: string;
        readonly PlannedTask: {
            readonly [key: string]: unknown;
        };
        readonly BackfillProgress: {
            readonly [key: string]: unknown;
        };
        readonly BackfillCell: {
            readonly [key: string]: unknown;
        };
        readonly Run: {
            readonly id: string;
            readonly graph: string;
            readonly request: string;
            readonly startedAt: number;
            readonly endedAt?: number;
        } & {
            readonly [key: string]: unknown;
        };
        readonly Build: {
            readonly id: string;
            /** @description Label of the graph, or of the job that ran by itself. */
            readonly graph: string;
            readonly plan?: string;
            readonly host: string;
            /** @enum {string} */
            readonly outcome: "unfinished" | "succeeded" | "failed" | "cancelled" | "interrupted";
            /** @description Milliseconds since the epoch, by the clock of the machine of the build. */
            readonly startedAt: number;
            readonly durationMs?: number;
            /** @description Why nothing new starts. */
            readonly stopping?: string;
            /** @description How many tasks it announced. */
            readonly tasks: number;
            /** @description How many of them ended in which way, and how many partitions were up to date. */
            readonly counts: {
                readonly [key: string]: number;
            };
        };
        readonly BuildTask: {
            readonly id: string;
            readonly job: string;
            /** @description `announced`, `running`, `succeeded` … */
            readonly state: string;
            readonly outputs: readonly string[];
            /** @description Why it runs. */
            readonly reason?: unknown;
            /** @description How many attempts were started. */
            readonly attempts: number;
            readonly startedAt?: number;
            readonly endedAt?: number;
            /** @description Of the last attempt. */
            readonly durationMs?: number;
            readonly host?: string;
            readonly problem?: unknown;
            /** @description The end of the log of a task that failed. */
            readonly logTail?: string;
            /** @description Of the tasks whose outputs it read, the one that ended last. */
            readonly waitedFor?: string;
        };
        readonly Trigger: {
            readonly graph: string;
            readonly name: string;
            readonly isPaused: boolean;
            /** @description The next slots of its schedule, in milliseconds since the epoch. */
            readonly nextSlots: readonly number[];
            /** @description Slots and events that wait. */
            readonly waiting: number;
            /** @description How long the oldest of them has waited. */
            readonly lagMs: number;
            /** @description Calls of its programs that failed since one succeeded. */
            readonly failures: number;
            readonly problem?: {
                readonly [key: string]: unknown;
            };
            readonly lastEvents: readonly {
                readonly [key: string]: unknown;
            }[];
        } & {
            readonly [key: string]: unknown;
        };
        readonly TriggerEvent: {
            readonly key: string;
            readonly kind: string;
            readonly at: number;
            /** @description Id of the request that it made. */
            readonly request?: string;
            /** @description Why it made no request. */
            readonly reason?: string;
        } & {
            readonly [key: string]: unknown;
        };
        readonly Simulation: {
            readonly slots: readonly {
                readonly [key: string]: unknown;
            }[];
        } & {
            readonly [key: string]: unknown;
        };
        readonly Deployment: {
            /** @description sha256 of the archive. */
            readonly digest: string;
            readonly graph: string;
            /** @enum {string} */
            readonly state: "arriving" | "staged" | "current" | "former" | "deleted";
            /** @description Of the archive, in bytes. */
            readonly size: number;
            readonly unpackedBytes: number;
            readonly entries: number;
            /** @description When it was uploaded, in milliseconds since the epoch. */
            readonly madeAt: number;
            readonly madeBy: string;
            /** @description When it last became the current one. */
            readonly currentAt?: number;
            /** @description Of DataBuild, and of its Node. */
            readonly version: string;
            readonly jobs: number;
            readonly triggers: readonly string[];
        };
        readonly DeploymentDiff: {
            readonly deployment: string;
            /** @description The current deployment; left out if the graph has none. */
            readonly from?: string;
            /** @description How many partitions were planned. */
            readonly refs: number;
            /** @description Whether there are more than were planned. */
            readonly cut: boolean;
            /** @description Tasks that are stale only with this deployment, by job and reason. */
            readonly counts: readonly {
                readonly job: string;
                readonly reason: string;
                readonly tasks: number;
            }[];
            /** @description Tasks that are stale with the current deployment, too. */
            readonly alreadyStale: number;
            readonly tasks: readonly {
                readonly id: string;
                readonly job: string;
                readonly outputs: readonly string[];
                readonly reason: {
                    readonly kind: string;
                } & {
                    readonly [key: string]: unknown;
                };
                readonly already: boolean;
            }[];
            /** @description `after` of the next page of tasks; left out on the last one. */
            readonly next?: string;
        };
        readonly Pool: {
            readonly name: string;
            /** @description How many attempts may use it at the same time. */
            readonly slots: number;
            /** @description Who holds slots, the longest first. */
            readonly holders: readonly components["schemas"]["PoolHolder"][];
            /** @description Who waits for slots, in turn. */
            readonly waiting: readonly components["schemas"]["PoolHolder"][];
        };
        readonly PoolHolder: {
            /** @description Host and id of the build, with a colon between them. */
            readonly owner: string;
            readonly slots: number;
            /** @description Since when, in milliseconds since the epoch. */
            readonly since: number;
            readonly ageMs: number;
        };
        readonly Activity: {
            readonly seq: number;
            /** @description Milliseconds since the epoch. */
            readonly at: number;
            readonly who: string;
            /** @description `approve-request`, `set-pool` … */
            readonly action: string;
            /** @description What was changed, such as the id of a request. */
            readonly subject: string;
            readonly detail: {
                readonly [key: string]: unknown;
            };
        };
    };
    responses: {
        /** @description The request is invalid. */
        readonly Problem400: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It is not known who calls. */
        readonly Problem401: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The role of the caller does not allow it. */
        readonly Problem403: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What the call is about does not exist. */
        readonly Problem404: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow it. */
        readonly Problem409: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What it needs was removed. */
        readonly Problem410: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It was changed since the client read it (If-Match). */
        readonly Problem412: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        readonly Problem413: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body has another type than the call takes. */
        readonly Problem415: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is well-formed, and cannot be done. */
        readonly Problem422: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The client makes too many calls. */
        readonly Problem429: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A program of the graph failed. */
        readonly Problem502: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The catalog does not answer; try again. */
        readonly Problem503: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It took too long. */
        readonly Problem504: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The disk of the service is full. */
        readonly Problem507: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Problem = components['schemas']['Problem'];
export type Graph = components['schemas']['Graph'];
export type Job = components['schemas']['Job'];
export type Partition = components['schemas']['Partition'];
export type RecordedPartition = components['schemas']['RecordedPartition'];
export type Manifest = components['schemas']['Manifest'];
export type HistoryEntry = components['schemas']['HistoryEntry'];
export type Explanation = components['schemas']['Explanation'];
export type Lineage = components['schemas']['Lineage'];
export type Grid = components['schemas']['Grid'];
export type Request = components['schemas']['Request'];
export type NewRequest = components['schemas']['NewRequest'];
export type PartitionRef = components['schemas']['PartitionRef'];
export type PlannedTask = components['schemas']['PlannedTask'];
export type BackfillProgress = components['schemas']['BackfillProgress'];
export type BackfillCell = components['schemas']['BackfillCell'];
export type Run = components['schemas']['Run'];
export type Build = components['schemas']['Build'];
export type BuildTask = components['schemas']['BuildTask'];
export type Trigger = components['schemas']['Trigger'];
export type TriggerEvent = components['schemas']['TriggerEvent'];
export type Simulation = components['schemas']['Simulation'];
export type Deployment = components['schemas']['Deployment'];
export type DeploymentDiff = components['schemas']['DeploymentDiff'];
export type Pool = components['schemas']['Pool'];
export type PoolHolder = components['schemas']['PoolHolder'];
export type Activity = components['schemas']['Activity'];
export type ResponseProblem400 = components['responses']['Problem400'];
export type ResponseProblem401 = components['responses']['Problem401'];
export type ResponseProblem403 = components['responses']['Problem403'];
export type ResponseProblem404 = components['responses']['Problem404'];
export type ResponseProblem409 = components['responses']['Problem409'];
export type ResponseProblem410 = components['responses']['Problem410'];
export type ResponseProblem412 = components['responses']['Problem412'];
export type ResponseProblem413 = components['responses']['Problem413'];
export type ResponseProblem415 = components['responses']['Problem415'];
export type ResponseProblem422 = components['responses']['Problem422'];
export type ResponseProblem429 = components['responses']['Problem429'];
export type ResponseProblem502 = components['responses']['Problem502'];
export type ResponseProblem503 = components['responses']['Problem503'];
export type ResponseProblem504 = components['responses']['Problem504'];
export type ResponseProblem507 = components['responses']['Problem507'];
export type $defs = Record<string, never>;
export interface operations {
    readonly listGraphs: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All graphs, by label. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Graph"][];
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getGraph: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The graph. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Graph"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listJobs: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All jobs, as the graph has them. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Job"][];
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listPartitions: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
                /** @description Only refs that match this pattern, such as `report/month={month}`. */
                readonly match?: string;
                /** @description Only refs that begin with this. */
                readonly prefix?: string;
                /** @description Only refs that the patterns of this job match. */
                readonly job?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of partitions. With a filter, a page may have few items, or none, and still have a next one. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Partition"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getPartition: {
        readonly parameters: {
            readonly query: {
                /** @description The partition. */
                readonly ref: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The partition. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RecordedPartition"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getPartitionHistory: {
        readonly parameters: {
            readonly query: {
                /** @description The partition. */
                readonly ref: string;
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of events. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["HistoryEntry"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly explainPartition: {
        readonly parameters: {
            readonly query: {
                /** @description The partition. */
                readonly ref: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The explanation, as docs/schemas/explanation.json describes it. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Explanation"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 422: components["responses"]["Problem422"];
            readonly 429: components["responses"]["Problem429"];
            readonly 502: components["responses"]["Problem502"];
            readonly 503: components["responses"]["Problem503"];
            readonly 504: components["responses"]["Problem504"];
        };
    };
    readonly getPartitionLineage: {
        readonly parameters: {
            readonly query: {
                /** @description The partition. */
                readonly ref: string;
                /** @description `up`: what it was made from. */
                readonly direction?: "up" | "down";
                /** @description How many steps. */
                readonly depth?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The partitions and what they were made from. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Lineage"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getGrid: {
        readonly parameters: {
            readonly query: {
                /** @description Label of the job. */
                readonly job: string;
                /** @description Name of the rows; left out: the last but one of the pattern. */
                readonly rows?: string;
                /** @description Name of the columns; left out: the last one. */
                readonly columns?: string;
                /** @description What other names of the pattern stand for: `NAME=VALUE`, with commas between them. */
                readonly at?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The grid. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Grid"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 422: components["responses"]["Problem422"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listRequests: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
                /** @description Only requests of this graph. */
                readonly graph?: string;
                /** @description Only requests in this state. */
                readonly state?: "accepted" | "planning" | "waiting-for-approval" | "queued" | "waiting-for-builds" | "running" | "stopped" | "succeeded" | "failed" | "cancelled" | "nothing-to-do" | "refused";
                /** @description Only builds of this backfill; left out: only requests that are none. */
                readonly parent?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of requests. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Request"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly createRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Calls with the same key are one request, however often they are made. */
                readonly "idempotency-key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "graph": "//t:g",
                 *       "refs": [
                 *         "report/month=2001-02"
                 *       ],
                 *       "note": "for the talk"
                 *     }
                 */
                readonly "application/json": components["schemas"]["NewRequest"];
            };
        };
        readonly responses: {
            /** @description The request, which is accepted. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Request"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 413: components["responses"]["Problem413"];
            readonly 415: components["responses"]["Problem415"];
            readonly 422: components["responses"]["Problem422"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The request. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Request"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly changeRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "priority": 10
                 *     }
                 */
                readonly "application/json": {
                    /** @description Higher ones start first. */
                    readonly priority: number;
                };
            };
        };
        readonly responses: {
            /** @description The request. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Request"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 413: components["responses"]["Problem413"];
            readonly 415: components["responses"]["Problem415"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listRequestTasks: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of tasks. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["PlannedTask"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly approveRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "plan": "$plan"
                 *     }
                 */
                readonly "application/json": {
                    /** @description Id of the plan that was looked at: `plan.id` of the request. */
                    readonly plan: string;
                };
            };
        };
        readonly responses: {
            /** @description The request. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Request"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 413: components["responses"]["Problem413"];
            readonly 415: components["responses"]["Problem415"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly cancelRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The request. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Request"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly retryRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The request. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Request"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly stopRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The request. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Request"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly continueRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The request. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Request"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getBackfillProgress: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description How many of its partitions have which state. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BackfillProgress"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listBackfillCells: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of parts. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["BackfillCell"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listRequestBuilds: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Id of the request. */
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of builds. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Run"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listBuilds: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
                /** @description Only builds of this graph. */
                readonly graph?: string;
                /** @description Only builds that ended so. */
                readonly outcome?: "unfinished" | "succeeded" | "failed" | "cancelled" | "interrupted";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of builds. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Build"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getBuild: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the build. */
                readonly build: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The build. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Build"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listBuildTasks: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
                /** @description Only tasks in this state, such as `failed`. */
                readonly state?: string;
                /** @description Only tasks of this job. */
                readonly job?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Id of the build. */
                readonly build: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of tasks. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["BuildTask"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getCriticalPath: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the build. */
                readonly build: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The chain. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["BuildTask"][];
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listRetriedAttempts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Id of the build. */
                readonly build: string;
                /** @description Id of the task. */
                readonly task: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The attempts, oldest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly attempt: number;
                            readonly startedAt?: number;
                            readonly endedAt: number;
                            readonly durationMs: number;
                            readonly host?: string;
                            readonly problem?: unknown;
                        }[];
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly readLog: {
        readonly parameters: {
            readonly query: {
                /** @description Id of the task. */
                readonly task: string;
                /** @description The first byte. */
                readonly from?: number | null;
                /** @description Whether to wait for more until the task has ended. */
                readonly follow?: "true" | "false";
            };
            readonly header?: never;
            readonly path: {
                /** @description Id of the build. */
                readonly build: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The log as it was written. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain; charset=utf-8": string;
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listTriggers: {
        readonly parameters: {
            readonly query?: {
                /** @description Only triggers of this graph. */
                readonly graph?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All triggers. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Trigger"][];
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getTrigger: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
                /** @description Name of the trigger. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The trigger. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Trigger"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listTriggerEvents: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
                /** @description Name of the trigger. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of events. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["TriggerEvent"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly sendTriggerEvent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Calls with the same key are one event. */
                readonly "idempotency-key"?: string;
            };
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
                /** @description Name of the trigger. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "month": "2001-02"
                 *     }
                 */
                readonly "application/json": unknown;
            };
        };
        readonly responses: {
            /** @description The event. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TriggerEvent"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 413: components["responses"]["Problem413"];
            readonly 415: components["responses"]["Problem415"];
            readonly 422: components["responses"]["Problem422"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly pauseTrigger: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
                /** @description Name of the trigger. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The trigger. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Trigger"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly resumeTrigger: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
                /** @description Name of the trigger. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The trigger. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Trigger"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly fireTrigger: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
                /** @description Name of the trigger. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "slot": "2001-02-01T06:00:00Z"
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * Format: date-time
                     * @description The slot of its schedule, such as `2024-03-01T06:00:00Z`.
                     */
                    readonly slot?: string;
                    /** @description Partitions, as if they had been recorded. */
                    readonly partitions?: readonly string[];
                    /** @description The body of an event by HTTP. */
                    readonly body?: unknown;
                    /** @description Events with the same key are one. */
                    readonly key?: string;
                };
            };
        };
        readonly responses: {
            /** @description The event. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TriggerEvent"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 413: components["responses"]["Problem413"];
            readonly 415: components["responses"]["Problem415"];
            readonly 422: components["responses"]["Problem422"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly simulateTrigger: {
        readonly parameters: {
            readonly query: {
                /** @description After this time. */
                readonly from: string;
                /** @description Up to this time. */
                readonly to: string;
                /** @description The maximum number of slots. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                readonly graph: string;
                /** @description Name of the trigger. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The slots, with what the trigger would ask for. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Simulation"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly followEvents: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these types, with commas between them: request, build, task, trigger, deployment, pool, partitions, trouble, reload. */
                readonly types?: string;
            };
            readonly header?: {
                /** @description Id of the last event that the client got, to go on after it. */
                readonly "last-event-id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Events, as they happen. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listDeployments: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
                /** @description Only deployments of this graph. */
                readonly graph?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of deployments. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Deployment"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly uploadDeployment: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/gzip": string;
            };
        };
        readonly responses: {
            /** @description The deployment. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Deployment"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 413: components["responses"]["Problem413"];
            readonly 415: components["responses"]["Problem415"];
            readonly 422: components["responses"]["Problem422"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
            readonly 507: components["responses"]["Problem507"];
        };
    };
    readonly getDeployment: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description sha256 of the archive. */
                readonly digest: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The deployment. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Deployment"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly removeDeployment: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description sha256 of the archive. */
                readonly digest: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The archive is removed. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly diffDeployment: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
                /** @description Only this partition, with what it is made from. */
                readonly ref?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description sha256 of the archive. */
                readonly digest: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Counts by job and reason, and a page of tasks. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DeploymentDiff"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 410: components["responses"]["Problem410"];
            readonly 422: components["responses"]["Problem422"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly makeDeploymentCurrent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description sha256 of the archive. */
                readonly digest: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The deployment as it is now. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Deployment"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 409: components["responses"]["Problem409"];
            readonly 410: components["responses"]["Problem410"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listPools: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All pools, by name. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Pool"][];
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly getPool: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Name of the pool. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The pool. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Pool"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly setPool: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Name of the pool. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "slots": 4
                 *     }
                 */
                readonly "application/json": {
                    /** @description How many attempts may use it at once. */
                    readonly slots: number;
                };
            };
        };
        readonly responses: {
            /** @description The pool as it is now. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Pool"];
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 412: components["responses"]["Problem412"];
            readonly 413: components["responses"]["Problem413"];
            readonly 415: components["responses"]["Problem415"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly removePool: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Name of the pool. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The pool is removed. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 404: components["responses"]["Problem404"];
            readonly 412: components["responses"]["Problem412"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly exportCatalog: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One manifest or forgotten ref a line. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/jsonl": string;
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
    readonly listActivity: {
        readonly parameters: {
            readonly query?: {
                /** @description Where to go on: `next` of the page before. */
                readonly after?: string;
                /** @description The maximum number of items. */
                readonly limit?: number;
                /** @description Only what this principal did. */
                readonly who?: string;
                /** @description Only this action. */
                readonly action?: string;
                /** @description Only what was done to this. */
                readonly subject?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of changes. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Activity"][];
                        /** @description `after` of the next page; left out on the last one. */
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["Problem400"];
            readonly 401: components["responses"]["Problem401"];
            readonly 403: components["responses"]["Problem403"];
            readonly 429: components["responses"]["Problem429"];
            readonly 503: components["responses"]["Problem503"];
        };
    };
}
