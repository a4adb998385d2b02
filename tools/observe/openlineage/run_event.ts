/** The parts of OpenLineage 2-0-2 that are sent. Names and shapes follow its JSON Schemas. */
export interface RunEvent {
  readonly eventType: 'START' | 'COMPLETE' | 'FAIL' | 'ABORT';
  /** RFC 3339, UTC, milliseconds. */
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly run: {
    readonly runId: string;
    readonly facets: {
      readonly processing_engine: Facet & { readonly name: string; readonly version: string };
      readonly parent?: Facet & ParentRun & { readonly root?: ParentRun };
      readonly errorMessage?: Facet & { readonly message: string; readonly programmingLanguage: string };
    };
  };
  readonly job: JobName & {
    readonly facets: {
      readonly jobType: Facet & {
        readonly processingType: 'BATCH';
        readonly integration: 'DATABUILD';
        readonly jobType: 'BUILD' | 'TASK';
      };
    };
  };
  readonly inputs: readonly Dataset[];
  readonly outputs: readonly OutputDataset[];
}

export interface Facet {
  readonly _producer: string;
  readonly _schemaURL: string;
}

export interface JobName {
  readonly namespace: string;
  readonly name: string;
}

/** A run that started this one. */
export interface ParentRun {
  readonly run: { readonly runId: string };
  readonly job: JobName;
}

export interface Dataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets?: { readonly version: Facet & { readonly datasetVersion: string } };
}

export interface OutputDataset extends Dataset {
  readonly outputFacets?: { readonly outputStatistics: Facet & OutputStatistics };
}

export interface OutputStatistics {
  readonly rowCount?: number;
  /** In bytes. */
  readonly size?: number;
  readonly fileCount?: number;
}

const SPEC = 'https://openlineage.io/spec';

/** The version of the schema that describes each part. */
export const SCHEMA_URLS = {
  event: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
  processing_engine: `${SPEC}/facets/1-1-1/ProcessingEngineRunFacet.json#/$defs/ProcessingEngineRunFacet`,
  parent: `${SPEC}/facets/1-1-0/ParentRunFacet.json#/$defs/ParentRunFacet`,
  errorMessage: `${SPEC}/facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet`,
  jobType: `${SPEC}/facets/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet`,
  version: `${SPEC}/facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet`,
  outputStatistics: `${SPEC}/facets/1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet`,
} as const;
