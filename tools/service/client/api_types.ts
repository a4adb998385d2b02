/**
 * The types of the calls of the service and of what they answer.
 *
 * Generated from the OpenAPI document: do not edit; bazel run //tools/dev/docs:update_docs
 */

export interface paths {
    "/api/v1/graphs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the graphs that the service runs. */
        get: operations["listGraphs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one graph. */
        get: operations["getGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/job-graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows which jobs of a graph read from which, and how many partitions of each are in which state. */
        get: operations["getJobGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the jobs of a graph, with how long their tasks take. */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/partitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the partitions of a graph that exist, in the order of their refs. */
        get: operations["listPartitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/partition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a partition with its current manifest: how, from what and by what it was made. */
        get: operations["getPartition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/partition/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists what happened to a partition, the newest first. */
        get: operations["getPartitionHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/partition/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Explains why a partition is valid or would be rebuilt, as the explain target of the graph does. */
        get: operations["explainPartition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/partition/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows what a partition was made from, or what was made from it, step by step, as the catalog recorded it. */
        get: operations["getPartitionLineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/grid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the partitions of a job by two names of its pattern, one character a cell. Stale is what another major version of the job made; what is stale because of its inputs, only a plan or an explanation says. Running and failed are from the newest builds. */
        get: operations["getGrid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists requests, the newest first. */
        get: operations["listRequests"];
        put?: never;
        /** Requests partitions: by refs, or by a pattern and a range. They are planned, approved by policy or by a person, and built. */
        post: operations["createRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a request with the summary of its plan. */
        get: operations["getRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes the priority of a request. */
        patch: operations["changeRequest"];
        trace?: never;
    };
    "/api/v1/requests/{request}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tasks of the plan of a request, in the order of the plan, with why each would run. */
        get: operations["listRequestTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approves the plan of a request, which is then built as it is. */
        post: operations["approveRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels a request. If its build runs, the build is cancelled first. */
        post: operations["cancelRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does a request again that failed, was cancelled or was refused. What was built is kept. */
        post: operations["retryRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a backfill after the builds that run now. */
        post: operations["stopRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on with a backfill that was stopped. */
        post: operations["continueRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows how far a backfill is. */
        get: operations["getBackfillProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}/cells": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the parts of a backfill, each with its build and its state. */
        get: operations["listBackfillCells"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}/builds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the builds that were started for a request, the newest first: their processes, and how they ended. */
        get: operations["listRequestBuilds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the builds that worked on the catalog, on whatever machine, the newest first. */
        get: operations["listBuilds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a build. */
        get: operations["getBuild"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tasks of a build, in the order in which they were announced. */
        get: operations["listBuildTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/tasks/{task}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a task of a build. */
        get: operations["getBuildTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/critical-path": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the chain of tasks that the end of a build waited for, in the order in which they ran. */
        get: operations["getCriticalPath"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/tasks/{task}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the attempts at a task that failed and were followed by another one. The last attempt is part of the task. */
        get: operations["listRetriedAttempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows how far a build is, job by job, and about how long it still takes. */
        get: operations["getBuildProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists when the tasks of a build ran and where, in the order in which they changed last. */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the log of an attempt at a task, or a part of it, and follows it until the task has ended. */
        get: operations["readLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the logs of a task, one for each attempt, with their sizes. */
        get: operations["listLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/builds/{build}/log/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Finds a text in the log of an attempt, whatever the case of its ASCII letters. */
        get: operations["searchLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the triggers of the current deployments. */
        get: operations["listTriggers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/triggers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a trigger with its next slots and its last events. */
        get: operations["getTrigger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/triggers/{name}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the slots and events of a trigger, the newest first, each with its request or why there is none. */
        get: operations["listTriggerEvents"];
        put?: never;
        /** Sends an event to a trigger that takes them (`http = True`). It is recorded when this answers, and handled then. */
        post: operations["sendTriggerEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/triggers/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pauses a trigger: it makes no requests until it is resumed. */
        post: operations["pauseTrigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/triggers/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resumes a trigger. What happened meanwhile is handled as its `catch_up` says. */
        post: operations["resumeTrigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/triggers/{name}/fire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an event of a trigger by hand, also while it is paused: of a slot, of partitions, or with a body. */
        post: operations["fireTrigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graphs/{graph}/triggers/{name}/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says what a trigger would have asked for between two times, and what it will ask for next. Changes nothing. */
        get: operations["simulateTrigger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follows what happens, as server-sent events: what changed, not what it is now. An event `reload` says that events were missed. */
        get: operations["followEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the deployments, the newest first. */
        get: operations["listDeployments"];
        put?: never;
        /** Uploads the archive of a graph. The same archive is the same deployment. It does not become the current one. */
        post: operations["uploadDeployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a deployment. */
        get: operations["getDeployment"];
        put?: never;
        post?: never;
        /** Removes the archive of a deployment that nothing needs. */
        delete: operations["removeDeployment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{digest}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says what a deployment would make stale: plans everything that the current one has made, or one partition, with both. Builds nothing. */
        get: operations["diffDeployment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{digest}/builds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the builds that a deployment made, the newest first. */
        get: operations["listDeploymentBuilds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{digest}/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a deployment the current one of its graph. Going back to an earlier one is the same call. */
        post: operations["makeDeploymentCurrent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the pools: resources with a limit that all builds on the catalog share. */
        get: operations["listPools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one pool. */
        get: operations["getPool"];
        /** Creates a pool, or changes how many slots it has. Slots that are held stay held. */
        put: operations["setPool"];
        post?: never;
        /** Removes a pool. What used it has no limit from then on. */
        delete: operations["removePool"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/catalog/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Writes the whole catalog, as `catalog export` does: JSON Lines that `catalog import` reads. */
        get: operations["exportCatalog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists who changed what, the newest change first. Entries are never changed or removed. */
        get: operations["listActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says by which name and in which role the service knows the caller. */
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Why the service did not do what it was asked (RFC 9457). */
        Problem: {
            /** @description `urn:databuild:problem:` and the reason, in kebab case. */
            type: string;
            title: string;
            status: number;
            /** @description What is wrong with what, and how to correct it. */
            detail: string;
            /** @description Fields of the request that are wrong. */
            errors?: {
                field: string;
                detail: string;
            }[];
        };
        Graph: {
            label: string;
            /** @description Digest of the current deployment, or `embedded`. */
            deployment: string;
            /** @description Labels of its jobs. */
            jobs: string[];
            /** @description Names of its triggers. */
            triggers: string[];
            /** @description Whether the graph says which partitions ought to exist. */
            listsPartitions: boolean;
        };
        JobGraph: {
            jobs: {
                label: string;
                /** @description How many of its partitions are valid, stale, missing, running and failed, as its grids show them; left out if it has no patterns. */
                counts?: {
                    [key: string]: number;
                };
            }[];
            /** @description The job `output` reads partitions of the job `input`: as templates declare it, else as a few manifests have it. */
            edges: {
                input: string;
                output: string;
            }[];
        };
        Job: {
            label: string;
            version: string;
            /** @enum {string} */
            validity: "presence" | "version" | "content";
            /** @description Patterns of the refs that it makes; none if only the lookup of the graph says. */
            makes: string[];
            retries: number;
            /** @description 0: none. */
            timeoutMs: number;
            resources: {
                [key: string]: number;
            };
            /** @description Of its latest 20 tasks; left out if it has none. */
            medianDurationMs?: number;
            /** @description When a task of it succeeded last, in milliseconds since the epoch; left out: never. */
            lastSucceededAt?: number;
            /** @description When a task of it failed last. */
            lastFailedAt?: number;
        };
        Partition: {
            ref: string;
            /** @description Label of the job that makes it, if patterns say which. */
            job?: string;
            /** @description Id of its current manifest. */
            manifest: string;
            jobVersion: string;
            /** @description Milliseconds since the epoch. */
            recordedAt: number;
        };
        RecordedPartition: {
            ref: string;
            /** @description False if it was forgotten. */
            exists: boolean;
            manifest?: components["schemas"]["Manifest"];
        };
        /** @description Its current manifest. */
        Manifest: {
            /** @enum {number} */
            schemaVersion: 1;
            /** @description Unique; sorts by time. */
            id: string;
            outputs: string[];
            inputs: ({
                /** @enum {string} */
                depType: "materialize" | "query";
                ref: string;
                /** @description Id of the manifest that was current when the task started. */
                manifest: string | null;
                versionKey: string | null;
                /** @description Digest of its data, if the run that made it reported one. */
                digest?: string;
            } & {
                [key: string]: unknown;
            })[];
            job: string;
            jobVersion: string;
            config: {
                args: string[];
                env: {
                    [key: string]: string;
                };
                /** @description Runfiles path of what ran. */
                executable: string;
            } & {
                [key: string]: unknown;
            };
            versionKey: string;
            contentKey?: string;
            /** @description Code digest of the run executable. */
            codeDigest?: string;
            startTime: string;
            endTime: string;
            buildId: string;
            taskId: string;
            host: string;
            attempt: number;
            /**
             * @description Left out: built.
             * @enum {string}
             */
            origin?: "built" | "adopted" | "blessed" | "unchanged";
            /** @description Id of the manifest under which the data was recorded first. */
            unchangedSince?: string;
            /** @description Id of the plan that the task belongs to. */
            plan?: string;
            /** @description Digest of the data of outputs. */
            digests?: {
                [key: string]: string;
            };
            /** @description What the job reported. */
            metadata: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        HistoryEntry: {
            /** @enum {string} */
            kind: "recorded" | "forgotten";
            /** @description Milliseconds since the epoch. */
            at: number;
            manifest?: components["schemas"]["Manifest"] & unknown;
        };
        Explanation: {
            /** @enum {number} */
            schemaVersion: 2;
            /** @description Label of the graph. */
            graph: string;
            /** @description Snapshot of the catalog. */
            snapshot: string;
            /** @description What was asked about, in that order. */
            partitions: ({
                ref: components["schemas"]["PartitionRef"];
                /** @description Id of the task that makes it. */
                task: string;
                job: string;
                /**
                 * @description By which it was judged.
                 * @enum {string}
                 */
                validity: "presence" | "version" | "content";
                /** @enum {string} */
                verdict: "valid";
                /** @description What proves it. */
                made: {
                    /** @description Id of the manifest. */
                    manifest: string;
                    /** @description When the task ended: RFC 3339, UTC, milliseconds. */
                    endTime: string;
                    job: string;
                    jobVersion: string;
                    buildId: string;
                    /** @enum {string} */
                    origin: "built" | "adopted" | "blessed" | "unchanged";
                    /** @description Only if the origin is `unchanged`: id of the manifest under which the data was recorded first. */
                    unchangedSince?: string;
                };
                /** @description Id of the comparison with what changed and is masked; null: nothing is. */
                masked: string | null;
                /** @description Query inputs that are not what they were; they never invalidate. */
                queries: {
                    ref: components["schemas"]["PartitionRef"];
                    /** @description Id of the manifest that was read; null where there was none. */
                    old: string | null;
                    /** @description Id of the manifest that it has now. */
                    new: string | null;
                }[];
            } | {
                ref: components["schemas"]["PartitionRef"];
                /** @description Id of the task that makes it. */
                task: string;
                job: string;
                /**
                 * @description By which it was judged.
                 * @enum {string}
                 */
                validity: "presence" | "version" | "content";
                /**
                 * @description What is missing is listed in `missing`, by the id of the task.
                 * @enum {string}
                 */
                verdict: "missing";
            } | {
                ref: components["schemas"]["PartitionRef"];
                /** @description Id of the task that makes it. */
                task: string;
                job: string;
                /**
                 * @description By which it was judged.
                 * @enum {string}
                 */
                validity: "presence" | "version" | "content";
                /** @enum {string} */
                verdict: "stale";
                /** @description The nearest cause, as a plan names it. */
                reason: {
                    /** @enum {string} */
                    kind: "missing";
                    /** @description The outputs that the catalog does not have. */
                    refs: components["schemas"]["PartitionRef"][];
                } | {
                    /** @enum {string} */
                    kind: "job-major-changed";
                    from: string;
                    to: string;
                } | {
                    /** @enum {string} */
                    kind: "input-changed";
                    refs: components["schemas"]["PartitionRef"][];
                } | {
                    /** @enum {string} */
                    kind: "input-refreshed";
                    /** @description The materialize inputs that may get other data under the same keys, because of `--refresh` or `--reread`. */
                    refs: components["schemas"]["PartitionRef"][];
                } | {
                    /** @enum {string} */
                    kind: "content-changed";
                    fields: string[];
                } | {
                    /** @enum {string} */
                    kind: "forced";
                } | {
                    /** @enum {string} */
                    kind: "refreshed";
                };
                /** @description Id of the comparison that says what changed; null where there is none to make. */
                comparison: string | null;
                /**
                 * @description Its task does not run if its changed inputs turn out to have the same data as before.
                 * @enum {string}
                 */
                runsIf?: "inputs-differ";
                /** @description Query inputs that are not what they were; they never invalidate. */
                queries: {
                    ref: components["schemas"]["PartitionRef"];
                    /** @description Id of the manifest that was read; null where there was none. */
                    old: string | null;
                    /** @description Id of the manifest that it has now. */
                    new: string | null;
                }[];
            })[];
            /** @description The tasks of the partitions that are missing, each once. */
            missing: {
                /** @description Id of the task. */
                task: string;
                /** @description What the task makes and the catalog does not have. */
                outputs: {
                    ref: components["schemas"]["PartitionRef"];
                    /** @description When it was forgotten: RFC 3339, UTC; null: it was never made. */
                    forgotten: string | null;
                    /** @description Id of the last manifest it had, if it had one. */
                    manifest: string | null;
                }[];
            }[];
            /** @description Each once, nearest first. */
            comparisons: {
                id: string;
                task: string;
                job: string;
                outputs: components["schemas"]["PartitionRef"][];
                /** @description What the task is compared with. */
                made: {
                    /** @description Id of the manifest. */
                    manifest: string;
                    /** @description When the task ended: RFC 3339, UTC, milliseconds. */
                    endTime: string;
                    job: string;
                    jobVersion: string;
                    buildId: string;
                    /** @enum {string} */
                    origin: "built" | "adopted" | "blessed" | "unchanged";
                    /** @description Only if the origin is `unchanged`: id of the manifest under which the data was recorded first. */
                    unchangedSince?: string;
                };
                /**
                 * @description How the outputs of the task stand now, whatever they are compared with here.
                 * @enum {string}
                 */
                standing: "valid" | "stale" | "missing";
                /** @description Left out where it is what it was; so is all that follows. */
                versionKey?: {
                    old: string | null;
                    new: string | null;
                };
                contentKey?: {
                    old: string | null;
                    new: string | null;
                };
                /** @description Job, version and config of the task itself. */
                changes: ({
                    /** @enum {string} */
                    field: "job" | "jobVersion" | "executable" | "versionKey" | "contentKey";
                    old: string | null;
                    new: string | null;
                } | {
                    /** @enum {string} */
                    field: "args";
                    /** @description Index, in both lists, of the first argument that differs. */
                    index: number;
                    /** @description The arguments there before; empty where some were put in. */
                    old: string[];
                    /** @description The arguments there now; empty where some were taken out. */
                    new: string[];
                } | {
                    /** @enum {string} */
                    field: "env";
                    name: string;
                    old: string | null;
                    new: string | null;
                } | {
                    /** @enum {string} */
                    field: "inputs";
                    removed: {
                        /** @enum {string} */
                        depType: "materialize" | "query";
                        ref: components["schemas"]["PartitionRef"];
                    }[];
                    added: {
                        /** @enum {string} */
                        depType: "materialize" | "query";
                        ref: components["schemas"]["PartitionRef"];
                    }[];
                } | {
                    /** @enum {string} */
                    field: "outputs";
                    removed: components["schemas"]["PartitionRef"][];
                    added: components["schemas"]["PartitionRef"][];
                } | {
                    /** @enum {string} */
                    field: "dependsOn";
                    /** @description Ids of tasks that both sides have; the others come and go with their tasks. */
                    removed: string[];
                    /** @description As for `removed`. */
                    added: string[];
                } | {
                    /** @enum {string} */
                    field: "reason";
                    old: {
                        /** @enum {string} */
                        kind: "missing";
                        /** @description The outputs that the catalog does not have. */
                        refs: components["schemas"]["PartitionRef"][];
                    } | {
                        /** @enum {string} */
                        kind: "job-major-changed";
                        from: string;
                        to: string;
                    } | {
                        /** @enum {string} */
                        kind: "input-changed";
                        refs: components["schemas"]["PartitionRef"][];
                    } | {
                        /** @enum {string} */
                        kind: "input-refreshed";
                        /** @description The materialize inputs that may get other data under the same keys, because of `--refresh` or `--reread`. */
                        refs: components["schemas"]["PartitionRef"][];
                    } | {
                        /** @enum {string} */
                        kind: "content-changed";
                        fields: string[];
                    } | {
                        /** @enum {string} */
                        kind: "forced";
                    } | {
                        /** @enum {string} */
                        kind: "refreshed";
                    } | null;
                    new: {
                        /** @enum {string} */
                        kind: "missing";
                        /** @description The outputs that the catalog does not have. */
                        refs: components["schemas"]["PartitionRef"][];
                    } | {
                        /** @enum {string} */
                        kind: "job-major-changed";
                        from: string;
                        to: string;
                    } | {
                        /** @enum {string} */
                        kind: "input-changed";
                        refs: components["schemas"]["PartitionRef"][];
                    } | {
                        /** @enum {string} */
                        kind: "input-refreshed";
                        /** @description The materialize inputs that may get other data under the same keys, because of `--refresh` or `--reread`. */
                        refs: components["schemas"]["PartitionRef"][];
                    } | {
                        /** @enum {string} */
                        kind: "content-changed";
                        fields: string[];
                    } | {
                        /** @enum {string} */
                        kind: "forced";
                    } | {
                        /** @enum {string} */
                        kind: "refreshed";
                    } | null;
                })[];
                /** @description Code digest of the run executable. */
                code?: {
                    old: string | null;
                    new: string | null;
                };
                /** @description Materialize inputs whose keys are not what they were. */
                inputs: {
                    ref: components["schemas"]["PartitionRef"];
                    /** @description Id of the manifest that was read; null where there was none. */
                    manifest: string | null;
                    /**
                     * @description For which validity it counts; `nothing`: the change is masked, since the input itself is valid.
                     * @enum {string}
                     */
                    weight: "version" | "content" | "nothing";
                    /** @description Left out where it is what it was; so is `contentKey`. */
                    versionKey?: {
                        old: string | null;
                        new: string | null;
                    };
                    contentKey?: {
                        old: string | null;
                        new: string | null;
                    };
                    /** @description Id of the comparison that says what changed; null where there is none to make. */
                    comparison: string | null;
                }[];
            }[];
        };
        /** @description A partition ref: 1 to 1,024 bytes of UTF-8, no control characters, no space at either end. */
        PartitionRef: string;
        Lineage: {
            nodes: {
                ref: string;
                exists: boolean;
                /** @description Label of the job of its current manifest. */
                job?: string;
                manifest?: string;
                /** @description Steps from the partition that was asked for. */
                depth: number;
            }[];
            /** @description `output` was made from `input`. */
            edges: {
                input: string;
                output: string;
            }[];
            /** @description Whether there is more: an answer has at most 300 partitions. */
            truncated: boolean;
        };
        Grid: {
            job: string;
            pattern: string;
            rowName: string;
            columnName?: string;
            /** @description The values of the rows, in the order of texts. */
            rows: string[];
            columns: string[];
            /** @description A text for each row, with one character for each column: ` ` none, `m` missing, `v` valid, `s` stale, `r` running, `f` failed. */
            cells: string[];
            /** @description How many cells have each state. */
            counts: {
                [key: string]: number;
            };
        };
        Request: {
            id: string;
            graph: string;
            /** @description The deployment whose programs made the plan. */
            deployment?: string;
            /** @description Milliseconds since the epoch. */
            madeAt: number;
            madeBy: string;
            source: {
                /** @enum {string} */
                kind: "api" | "trigger" | "backfill";
                /** @description Name of the trigger. */
                trigger?: string;
                /** @description Id of the backfill. */
                request?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description What it asks for: the first refs, or a selection. */
            wanted: {
                refs?: string[];
                count?: number;
                match?: string;
                from?: string;
                to?: string;
            } & {
                [key: string]: unknown;
            };
            /** @enum {string} */
            state: "accepted" | "planning" | "waiting-for-approval" | "queued" | "waiting-for-builds" | "running" | "stopped" | "succeeded" | "failed" | "cancelled" | "nothing-to-do" | "refused";
            priority: number;
            note?: string;
            /** @description Of a backfill: its builds have at most this many tasks. */
            size?: number;
            /** @description The backfill that this is a build of. */
            parent?: string;
            /** @description The plan, with its counts, reasons and forecast. */
            plan?: {
                id: string;
                summary: components["schemas"]["PlanSummary"];
            } & {
                [key: string]: unknown;
            };
            /** @description How the plan differs from the one that was approved before. */
            changes?: {
                /** @description What changed since the plan before was made. */
                causes: string[];
                added: number;
                removed: number;
                changed: number;
                /** @description The first of them. */
                first: {
                    /** @enum {string} */
                    change: "added" | "removed" | "changed";
                    id: string;
                    job: string;
                    output: string;
                }[];
            } & {
                [key: string]: unknown;
            };
            /** @description `policy`, or who approved it. */
            approvedBy?: string;
            /** @description Id of its build, or the last one. */
            run?: string;
            /** @description It was cancelled, and its build has not ended yet. */
            cancelling?: boolean;
            /** @description Builds that make some of the same partitions. */
            waitingFor?: ({
                request: string;
                build?: string;
                partitions: number;
                first: string;
            } & {
                [key: string]: unknown;
            })[];
            endedAt?: number;
            problem?: {
                reason: string;
                detail: string;
            };
        } & {
            [key: string]: unknown;
        };
        PlanSummary: {
            tasks: number;
            /** @description Tasks that run in any case. */
            certain: number;
            /** @description Tasks that run only if the data of their inputs turns out to be different. */
            ifInputsChange: number;
            /** @description Partitions that are asked for. */
            requested: number;
            /** @description Partitions that are up to date. */
            pruned: number;
            /** @description How many tasks have each reason. */
            reasons: {
                [key: string]: number;
            };
            /** @description The same by job, in the order of the plan. */
            jobs: ({
                job: string;
                tasks: number;
                ifInputsChange: number;
                partitions: number;
                /** @description How many tasks have each reason. */
                reasons: {
                    [key: string]: number;
                };
            } & {
                [key: string]: unknown;
            })[];
            /** @description How long it takes, by the durations that the catalog has recorded. */
            forecast?: {
                totalMs: number;
                criticalPathMs: number;
                unknownTasks: number;
                samples: number;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        NewRequest: {
            /** @description The partitions. */
            refs?: components["schemas"]["PartitionRef"][];
            /** @description A pattern of expected partitions, such as `report/month={month}`. */
            match?: string;
            /** @description The lower bound of a selection: `[NAME=]TEXT`. */
            from?: string;
            /** @description The upper bound of a selection: `[NAME=]TEXT`. */
            to?: string;
            /** @default {} */
            mode?: {
                /**
                 * @description What makes a partition valid; left out: each job's own.
                 * @enum {string}
                 */
                validity?: "presence" | "version" | "content";
                /** @description Refs that are made again even if they are valid. */
                force?: components["schemas"]["PartitionRef"][];
                /** @description Refs that are made again together with every requested partition downstream of them. */
                forceDownstream?: components["schemas"]["PartitionRef"][];
                /** @description Refs whose data changed at the source: they are made again, and of what is requested downstream of them, what then reads other data. */
                refresh?: components["schemas"]["PartitionRef"][];
                /** @description Refs that have been made again: what is requested downstream of them is made again if it would read other data. */
                reread?: components["schemas"]["PartitionRef"][];
                /** @description After a failure, go on with every task that does not depend on it; in a backfill, with the next build. */
                optimistic?: boolean;
            };
            /**
             * @description Higher ones start first.
             * @default 0
             */
            priority?: number;
            /** @description Why, for people. */
            note?: string;
            /** @description Makes it a backfill, which is cut into builds of at most this many tasks. */
            size?: number;
            /**
             * @description Whether a person approves the plan: `policy` (only a plan of many tasks), `always`, or `never` (nobody is asked).
             * @default policy
             * @enum {string}
             */
            approve?: "policy" | "always" | "never";
            /** @description Label of the graph, such as `//examples/flights:flights_graph`. */
            graph: string;
        };
        PlannedTask: {
            /** @description Its place in the plan, from 0. */
            number: number;
            id: string;
            job: string;
            /** @description The first partitions that it makes. */
            outputs: string[];
            /** @description How many it makes. */
            outputCount: number;
            reason: {
                kind: string;
            } & {
                [key: string]: unknown;
            };
            /** @description It runs only if the data of its inputs is different. */
            ifInputsChange?: boolean;
            /** @description How long it takes, by recorded runs. */
            estimate?: {
                ms: number;
                samples: number;
            } | "unknown";
        } & {
            [key: string]: unknown;
        };
        BackfillProgress: {
            cells: number;
            /** @description Up to date before the backfill began. */
            valid: number;
            waiting: number;
            running: number;
            made: number;
            failed: number;
            /** @description Builds that it is cut into. */
            builds: number;
            buildsEnded: number;
        };
        BackfillCell: {
            /** @description Its place in the request, from 0. */
            number: number;
            ref: string;
            /** @enum {string} */
            state: "valid" | "waiting" | "running" | "made" | "failed";
            /** @description The request of the build that makes it. */
            request?: string;
        };
        Run: {
            id: string;
            graph: string;
            request: string;
            /** @description Id of the build, from its first event on. */
            build?: string;
            /** @description `starting`, `running`, or how it ended. */
            state: string;
            startedAt: number;
            endedAt?: number;
            /** @description The last lines that it printed for people. */
            stderrTail?: string;
        } & {
            [key: string]: unknown;
        };
        Build: {
            id: string;
            /** @description Label of the graph, or of the job that ran by itself. */
            graph: string;
            plan?: string;
            /** @description The deployment that made it; left out: no service has started it. */
            deployment?: string;
            /** @description The request that it was started for; left out: no service has started it. */
            request?: string;
            host: string;
            /** @enum {string} */
            outcome: "unfinished" | "succeeded" | "failed" | "cancelled" | "interrupted";
            /** @description Milliseconds since the epoch, by the clock of the machine of the build. */
            startedAt: number;
            durationMs?: number;
            /** @description Why nothing new starts. */
            stopping?: string;
            /** @description How many tasks it announced. */
            tasks: number;
            /** @description How many of them ended in which way, and how many partitions were up to date. */
            counts: {
                [key: string]: number;
            };
        };
        BuildTask: {
            id: string;
            job: string;
            /** @description `announced`, `running`, `succeeded` … */
            state: string;
            outputs: string[];
            /** @description Why it runs. */
            reason?: unknown;
            /** @description How many attempts were started. */
            attempts: number;
            startedAt?: number;
            endedAt?: number;
            /** @description Of the last attempt. */
            durationMs?: number;
            host?: string;
            problem?: unknown;
            /** @description The end of the log of a task that failed. */
            logTail?: string;
            /** @description Of the tasks whose outputs it read, the one that ended last. */
            waitedFor?: string;
            /** @description Who makes its outputs, while it waits for that. */
            owner?: string;
            /** @description Since when its last attempt waited for a free place, if it had to. */
            queuedAt?: number;
            /** @description When its last attempt started. */
            attemptAt?: number;
            /** @description Of a task that was skipped: the task whose failure is the cause. */
            because?: string;
        };
        BuildProgress: {
            jobs: components["schemas"]["JobProgress"][];
            /** @description About how long it still takes; left out: it has ended, or too little is known. */
            remainingMs?: number;
        };
        JobProgress: {
            job: string;
            /** @description How many of its tasks are in which state. */
            tasks: {
                [key: string]: number;
            };
            /** @description How many of its tasks ran to an end. */
            ended: number;
            /** @description How long these took together. */
            durationMs: number;
            longestMs?: number;
        };
        Timeline: {
            items: components["schemas"]["TaskSpan"][];
            /** @description `after` of what changes later; left out if there are no items. */
            last?: string;
            /** @description Whether nothing had changed after it. */
            isComplete: boolean;
        };
        TaskSpan: {
            id: string;
            job: string;
            state: string;
            /** @description The first partition that it makes. */
            output?: string;
            attempt: number;
            queuedAt?: number;
            /** @description Of the last attempt, in milliseconds since the epoch. */
            startedAt: number;
            endedAt?: number;
            /** @description Left out: the machine of the build. */
            host?: string;
        };
        Log: {
            attempt: number;
            /** @description Of the attempt: `running`, `succeeded`, `failed` … */
            state: string;
            /** @description The size of its log; left out: this service cannot read it. */
            bytes?: number;
            /** @description Why it cannot be read. */
            problem?: string;
        };
        FoundInLog: {
            items: {
                /** @description The first byte of what was found. */
                at: number;
            }[];
            /** @description `from` to go on; left out at the end of the log. */
            next?: number;
        };
        Trigger: {
            graph: string;
            name: string;
            deployment: string;
            /** @description As the BUILD file declares it. */
            trigger: {
                refs?: string;
                requests?: string[];
                refresh?: boolean;
                schedule?: string;
                timezone?: string;
                /** @enum {string} */
                catchUp: "all" | "latest" | "none";
                onPartitions?: string[];
                http?: boolean;
                poll?: string;
                pollSeconds?: number;
            } & {
                [key: string]: unknown;
            };
            isPaused: boolean;
            /** @description The next slots of its schedule, in milliseconds since the epoch. */
            nextSlots: number[];
            /** @description When its poll program is called next. */
            nextPoll?: number;
            /** @description Slots and events that wait. */
            waiting: number;
            /** @description How long the oldest of them has waited. */
            lagMs: number;
            /** @description Calls of its programs that failed since one succeeded. */
            failures: number;
            problem?: {
                reason: string;
                detail: string;
                /** @description When it happened last. */
                at: number;
                /** @description When it is tried again; left out: when something is changed. */
                nextTry?: number;
            } & {
                [key: string]: unknown;
            };
            /** @description The newest first. */
            lastEvents: components["schemas"]["TriggerEvent"][];
        } & {
            [key: string]: unknown;
        };
        TriggerEvent: {
            id: string;
            key: string;
            /** @description `slot`, `partitions`, `event`, `poll`, `hand`, or `skipped` for slots that are not handled. */
            kind: string;
            /** @description Milliseconds since the epoch. */
            at: number;
            /** @description What happened; of `skipped`: which slots, and why. */
            payload: {
                [key: string]: unknown;
            };
            /** @description How often the programs of the trigger have failed on it. */
            attempts: number;
            problem?: {
                reason: string;
                detail: string;
                /** @description When it happened last. */
                at: number;
                /** @description When it is tried again; left out: when something is changed. */
                nextTry?: number;
            } & {
                [key: string]: unknown;
            };
            /** @description Left out: it is waiting. */
            endedAt?: number;
            /** @description Id of the request that it made. */
            request?: string;
            /** @description Why it made no request. */
            reason?: string;
            detail?: string;
        } & {
            [key: string]: unknown;
        };
        Simulation: {
            slots: ({
                /** @description Milliseconds since the epoch. */
                at: number;
                key: string;
                /** @description The first refs that it would ask for. */
                refs?: string[];
                /** @description How many refs. */
                count?: number;
                /** @description Why it would ask for nothing. */
                reason?: string;
                detail?: string;
            } & {
                [key: string]: unknown;
            })[];
            /** @description Whether there are more slots. */
            isCut: boolean;
            /** @description The slot after now. */
            next?: {
                /** @description Milliseconds since the epoch. */
                at: number;
                key: string;
                /** @description The first refs that it would ask for. */
                refs?: string[];
                /** @description How many refs. */
                count?: number;
                /** @description Why it would ask for nothing. */
                reason?: string;
                detail?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description What becomes of the slots that passed and were not looked at, such as while it is paused. */
            catchUp: {
                handled: number[];
                skipped: ({
                    after: number;
                    until: number;
                    reason: string;
                    /** @description How many slots: all after `after` and up to `until`. */
                    count: number;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        Deployment: {
            /** @description sha256 of the archive. */
            digest: string;
            graph: string;
            /** @enum {string} */
            state: "arriving" | "staged" | "current" | "former" | "deleted";
            /** @description Of the archive, in bytes. */
            size: number;
            unpackedBytes: number;
            entries: number;
            /** @description When it was uploaded, in milliseconds since the epoch. */
            madeAt: number;
            madeBy: string;
            /** @description When it last became the current one. */
            currentAt?: number;
            /** @description Of DataBuild, and of its Node. */
            version: string;
            jobs: number;
            triggers: string[];
        };
        DeploymentDiff: {
            deployment: string;
            /** @description The current deployment; left out if the graph has none. */
            from?: string;
            /** @description How many partitions were planned. */
            refs: number;
            /** @description Whether there are more than were planned. */
            cut: boolean;
            /** @description Tasks that are stale only with this deployment, by job and reason. */
            counts: {
                job: string;
                reason: string;
                tasks: number;
            }[];
            /** @description Tasks that are stale with the current deployment, too. */
            alreadyStale: number;
            tasks: {
                id: string;
                job: string;
                outputs: string[];
                reason: {
                    kind: string;
                } & {
                    [key: string]: unknown;
                };
                already: boolean;
            }[];
            /** @description `after` of the next page of tasks; left out on the last one. */
            next?: string;
        };
        Pool: {
            name: string;
            /** @description How many attempts may use it at the same time. */
            slots: number;
            /** @description Who holds slots, the longest first. */
            holders: components["schemas"]["PoolHolder"][];
            /** @description Who waits for slots, in turn. */
            waiting: components["schemas"]["PoolHolder"][];
        };
        PoolHolder: {
            /** @description Host and id of the build, with a colon between them. */
            owner: string;
            slots: number;
            /** @description Since when, in milliseconds since the epoch. */
            since: number;
            ageMs: number;
        };
        Activity: {
            seq: number;
            /** @description Milliseconds since the epoch. */
            at: number;
            who: string;
            /** @description `approve-request`, `set-pool` … */
            action: string;
            /** @description What was changed, such as the id of a request. */
            subject: string;
            detail: {
                [key: string]: unknown;
            };
        };
        Principal: {
            name: string;
            /**
             * @description What the caller may do; `admin` may do everything.
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
        };
    };
    responses: {
        /** @description The request is invalid. */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It is not known who calls. */
        Problem401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The role of the caller does not allow it. */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What the call is about does not exist. */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow it. */
        Problem409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What it needs was removed. */
        Problem410: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It was changed since the client read it (If-Match). */
        Problem412: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body has another type than the call takes. */
        Problem415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is well-formed, and cannot be done. */
        Problem422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The client makes too many calls. */
        Problem429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A program of the graph failed. */
        Problem502: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The catalog does not answer; try again. */
        Problem503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It took too long. */
        Problem504: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The disk of the service is full. */
        Problem507: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
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
export type JobGraph = components['schemas']['JobGraph'];
export type Job = components['schemas']['Job'];
export type Partition = components['schemas']['Partition'];
export type RecordedPartition = components['schemas']['RecordedPartition'];
export type Manifest = components['schemas']['Manifest'];
export type HistoryEntry = components['schemas']['HistoryEntry'];
export type Explanation = components['schemas']['Explanation'];
export type PartitionRef = components['schemas']['PartitionRef'];
export type Lineage = components['schemas']['Lineage'];
export type Grid = components['schemas']['Grid'];
export type Request = components['schemas']['Request'];
export type PlanSummary = components['schemas']['PlanSummary'];
export type NewRequest = components['schemas']['NewRequest'];
export type PlannedTask = components['schemas']['PlannedTask'];
export type BackfillProgress = components['schemas']['BackfillProgress'];
export type BackfillCell = components['schemas']['BackfillCell'];
export type Run = components['schemas']['Run'];
export type Build = components['schemas']['Build'];
export type BuildTask = components['schemas']['BuildTask'];
export type BuildProgress = components['schemas']['BuildProgress'];
export type JobProgress = components['schemas']['JobProgress'];
export type Timeline = components['schemas']['Timeline'];
export type TaskSpan = components['schemas']['TaskSpan'];
export type Log = components['schemas']['Log'];
export type FoundInLog = components['schemas']['FoundInLog'];
export type Trigger = components['schemas']['Trigger'];
export type TriggerEvent = components['schemas']['TriggerEvent'];
export type Simulation = components['schemas']['Simulation'];
export type Deployment = components['schemas']['Deployment'];
export type DeploymentDiff = components['schemas']['DeploymentDiff'];
export type Pool = components['schemas']['Pool'];
export type PoolHolder = components['schemas']['PoolHolder'];
export type Activity = components['schemas']['Activity'];
export type Principal = components['schemas']['Principal'];
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
    listGraphs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All graphs, by label. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Graph"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getGraph: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The graph. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Graph"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getJobGraph: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The jobs, as the graph has them, and their edges. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobGraph"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listJobs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All jobs, as the graph has them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Job"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listPartitions: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
                /** @description Only refs that match this pattern, such as `report/month={month}`. */
                match?: string;
                /** @description Only refs that begin with this. */
                prefix?: string;
                /** @description Only refs that the patterns of this job match. */
                job?: string;
            };
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of partitions. With a filter, a page may have few items, or none, and still have a next one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Partition"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getPartition: {
        parameters: {
            query: {
                /** @description The partition. */
                ref: string;
            };
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The partition. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedPartition"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getPartitionHistory: {
        parameters: {
            query: {
                /** @description The partition. */
                ref: string;
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["HistoryEntry"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    explainPartition: {
        parameters: {
            query: {
                /** @description The partition. */
                ref: string;
            };
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation; docs/schemas/explanation.json is the schema of it, too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            502: components["responses"]["Problem502"];
            503: components["responses"]["Problem503"];
            504: components["responses"]["Problem504"];
        };
    };
    getPartitionLineage: {
        parameters: {
            query: {
                /** @description The partition. */
                ref: string;
                /** @description `up`: what it was made from. */
                direction?: "up" | "down";
                /** @description How many steps. */
                depth?: number;
            };
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The partitions and what they were made from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lineage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getGrid: {
        parameters: {
            query: {
                /** @description Label of the job. */
                job: string;
                /** @description Name of the rows; left out: the last but one of the pattern. */
                rows?: string;
                /** @description Name of the columns; left out: the last one. */
                columns?: string;
                /** @description What other names of the pattern stand for: `NAME=VALUE`, with commas between them. */
                at?: string;
            };
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The grid. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grid"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listRequests: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
                /** @description Only requests of this graph. */
                graph?: string;
                /** @description Only requests in this state. */
                state?: "accepted" | "planning" | "waiting-for-approval" | "queued" | "waiting-for-builds" | "running" | "stopped" | "succeeded" | "failed" | "cancelled" | "nothing-to-do" | "refused";
                /** @description Only builds of this backfill; left out: only requests that are none. */
                parent?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of requests. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Request"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    createRequest: {
        parameters: {
            query?: never;
            header?: {
                /** @description Calls with the same key are one request, however often they are made. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "graph": "//t:g",
                 *       "refs": [
                 *         "report/month=2001-02"
                 *       ],
                 *       "note": "for the talk"
                 *     }
                 */
                "application/json": components["schemas"]["NewRequest"];
            };
        };
        responses: {
            /** @description The request, which is accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    changeRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "priority": 10
                 *     }
                 */
                "application/json": {
                    /** @description Higher ones start first. */
                    priority: number;
                };
            };
        };
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listRequestTasks: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PlannedTask"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    approveRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan": "$plan"
                 *     }
                 */
                "application/json": {
                    /** @description Id of the plan that was looked at: `plan.id` of the request. */
                    plan: string;
                };
            };
        };
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    retryRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    stopRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    continueRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getBackfillProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many of its partitions have which state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackfillProgress"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listBackfillCells: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of parts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BackfillCell"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listRequestBuilds: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id of the request. */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of builds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Run"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listBuilds: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
                /** @description Only builds of this graph. */
                graph?: string;
                /** @description Only builds that ended so. */
                outcome?: "unfinished" | "succeeded" | "failed" | "cancelled" | "interrupted";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of builds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Build"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The build. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listBuildTasks: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
                /** @description Only tasks in this state, such as `failed`, or in one of several: `queued,running`. */
                state?: string;
                /** @description Only tasks of this job. */
                job?: string;
                /** @description Only tasks that make a partition whose ref contains this, in whatever case. */
                text?: string;
            };
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BuildTask"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getBuildTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
                /** @description Id of the task. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildTask"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getCriticalPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BuildTask"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listRetriedAttempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
                /** @description Id of the task. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attempts, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempt: number;
                            startedAt?: number;
                            endedAt: number;
                            durationMs: number;
                            host?: string;
                            problem?: unknown;
                        }[];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getBuildProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The progress. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildProgress"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getTimeline: {
        parameters: {
            query?: {
                /** @description `last` of the answer before: only what changed since. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tasks that were started. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    readLog: {
        parameters: {
            query: {
                /** @description Id of the task. */
                task: string;
                /** @description The number of the attempt; left out: the last one. */
                attempt?: number;
                /** @description The first byte. */
                from?: number | null;
                /** @description The byte after the last one; left out: the end of the log. */
                to?: number | null;
                /** @description Whether to wait for more until the task has ended. */
                follow?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log as it was written. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listLogs: {
        parameters: {
            query: {
                /** @description Id of the task. */
                task: string;
            };
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The logs, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Log"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    searchLog: {
        parameters: {
            query: {
                /** @description Id of the task. */
                task: string;
                /** @description The number of the attempt; left out: the last one. */
                attempt?: number;
                /** @description What to find. */
                text: string;
                /** @description Where to begin. One call looks through 64 MiB. */
                from?: number | null;
                /** @description The maximum number of places. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id of the build. */
                build: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundInLog"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listTriggers: {
        parameters: {
            query?: {
                /** @description Only triggers of this graph. */
                graph?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All triggers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Trigger"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getTrigger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
                /** @description Name of the trigger. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trigger. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listTriggerEvents: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
                /** @description Name of the trigger. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TriggerEvent"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    sendTriggerEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Calls with the same key are one event. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
                /** @description Name of the trigger. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "month": "2001-02"
                 *     }
                 */
                "application/json": unknown;
            };
        };
        responses: {
            /** @description The event. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerEvent"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    pauseTrigger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
                /** @description Name of the trigger. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trigger. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    resumeTrigger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
                /** @description Name of the trigger. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trigger. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    fireTrigger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
                /** @description Name of the trigger. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "slot": "2001-02-01T06:00:00Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description The slot of its schedule, such as `2024-03-01T06:00:00Z`.
                     */
                    slot?: string;
                    /** @description Partitions, as if they had been recorded. */
                    partitions?: string[];
                    /** @description The body of an event by HTTP. */
                    body?: unknown;
                    /** @description Events with the same key are one. */
                    key?: string;
                };
            };
        };
        responses: {
            /** @description The event. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerEvent"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    simulateTrigger: {
        parameters: {
            query: {
                /** @description After this time. */
                from: string;
                /** @description Up to this time. */
                to: string;
                /** @description The maximum number of slots. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded. */
                graph: string;
                /** @description Name of the trigger. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The slots, with what the trigger would ask for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    followEvents: {
        parameters: {
            query?: {
                /** @description Only these types, with commas between them: request, build, task, trigger, deployment, pool, partitions, trouble, reload. */
                types?: string;
            };
            header?: {
                /** @description Id of the last event that the client got, to go on after it. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, as they happen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeployments: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
                /** @description Only deployments of this graph. */
                graph?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deployments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Deployment"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    uploadDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/gzip": string;
            };
        };
        responses: {
            /** @description The deployment. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
            507: components["responses"]["Problem507"];
        };
    };
    getDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description sha256 of the archive. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deployment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    removeDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description sha256 of the archive. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive is removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    diffDeployment: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
                /** @description Only this partition, with what it is made from. */
                ref?: string;
            };
            header?: never;
            path: {
                /** @description sha256 of the archive. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts by job and reason, and a page of tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentDiff"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            410: components["responses"]["Problem410"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeploymentBuilds: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description sha256 of the archive. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of builds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Build"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    makeDeploymentCurrent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description sha256 of the archive. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deployment as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listPools: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All pools, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Pool"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the pool. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pool. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    setPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the pool. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "slots": 4
                 *     }
                 */
                "application/json": {
                    /** @description How many attempts may use it at once. */
                    slots: number;
                };
            };
        };
        responses: {
            /** @description The pool as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    removePool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the pool. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pool is removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    exportCatalog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One manifest or forgotten ref a line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listActivity: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before. */
                after?: string;
                /** @description The maximum number of items. */
                limit?: number;
                /** @description Only what this principal did. */
                who?: string;
                /** @description Only this action. */
                action?: string;
                /** @description Only what was done to this. */
                subject?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Activity"][];
                        /** @description `after` of the next page; left out on the last one. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
}
