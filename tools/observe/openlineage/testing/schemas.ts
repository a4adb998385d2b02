/**
 * The JSON Schemas of OpenLineage 2-0-2 and of the facets that are sent, written by hand from the specification, because
 * no npm package has them. They accept and reject the same events as the published files, which a test compares if it
 * has those; see `published.ts`. Descriptions and examples are left out.
 */
export type Schema = { readonly [keyword: string]: unknown };

const SPEC = 'https://openlineage.io/spec';
const CORE = `${SPEC}/2-0-2/OpenLineage.json`;
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const TEXT = { type: 'string' };
const URI = { type: 'string', format: 'uri' };
const TIME = { type: 'string', format: 'date-time' };
const UUID = { type: 'string', format: 'uuid' };
const COUNT = { type: 'integer' };
const FLAG = { type: 'boolean' };

const here = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

const object = (properties: Schema, ...required: string[]): Schema => ({ type: 'object', properties, required });

const both = (...schemas: Schema[]): Schema => ({ allOf: schemas });

const listOf = (items: Schema): Schema => ({ type: 'array', items });

const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });

const JOB_NAME = object({ namespace: TEXT, name: TEXT }, 'namespace', 'name');
const RUN_ID = object({ runId: UUID }, 'runId');

const core: Schema = {
  $schema: DIALECT,
  $id: CORE,
  $defs: {
    BaseEvent: object({ eventTime: TIME, producer: URI, schemaURL: URI }, 'eventTime', 'producer', 'schemaURL'),
    RunEvent: both(
      here('BaseEvent'),
      object(
        {
          eventType: { type: 'string', enum: ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'] },
          run: here('Run'),
          job: here('Job'),
          inputs: listOf(here('InputDataset')),
          outputs: listOf(here('OutputDataset')),
        },
        'run',
        'job',
      ),
    ),
    DatasetEvent: both(here('BaseEvent'), {
      ...object({ dataset: here('Dataset') }, 'dataset'),
      not: { required: ['job', 'run'] },
    }),
    JobEvent: both(here('BaseEvent'), {
      ...object(
        { job: here('Job'), inputs: listOf(here('InputDataset')), outputs: listOf(here('OutputDataset')) },
        'job',
      ),
      not: { required: ['run'] },
    }),
    Run: object({ runId: UUID, facets: mapOf(here('RunFacet')) }, 'runId'),
    Job: object({ namespace: TEXT, name: TEXT, facets: mapOf(here('JobFacet')) }, 'namespace', 'name'),
    Dataset: object({ namespace: TEXT, name: TEXT, facets: mapOf(here('DatasetFacet')) }, 'namespace', 'name'),
    InputDataset: both(here('Dataset'), object({ inputFacets: mapOf(here('InputDatasetFacet')) })),
    OutputDataset: both(here('Dataset'), object({ outputFacets: mapOf(here('OutputDatasetFacet')) })),
    BaseFacet: object({ _producer: URI, _schemaURL: URI }, '_producer', '_schemaURL'),
    RunFacet: here('BaseFacet'),
    InputDatasetFacet: here('BaseFacet'),
    OutputDatasetFacet: here('BaseFacet'),
    JobFacet: both(here('BaseFacet'), object({ _deleted: FLAG })),
    DatasetFacet: both(here('BaseFacet'), object({ _deleted: FLAG })),
  },
  oneOf: [here('RunEvent'), here('DatasetEvent'), here('JobEvent')],
};

/** The schema file of one facet: its definition, and its name among the facets. */
function facetFile(version: string, definition: string, name: string, base: string, own: Schema): Schema {
  return {
    $schema: DIALECT,
    $id: `${SPEC}/facets/${version}/${definition}.json`,
    $defs: { [definition]: both({ $ref: `${CORE}#/$defs/${base}` }, own) },
    ...object({ [name]: here(definition) }),
  };
}

export const SCHEMAS: readonly Schema[] = [
  core,
  facetFile(
    '1-1-0',
    'ParentRunFacet',
    'parent',
    'RunFacet',
    object({ run: RUN_ID, job: JOB_NAME, root: object({ run: RUN_ID, job: JOB_NAME }, 'run', 'job') }, 'run', 'job'),
  ),
  facetFile(
    '1-0-1',
    'ErrorMessageRunFacet',
    'errorMessage',
    'RunFacet',
    object({ message: TEXT, programmingLanguage: TEXT, stackTrace: TEXT }, 'message', 'programmingLanguage'),
  ),
  facetFile(
    '1-1-1',
    'ProcessingEngineRunFacet',
    'processing_engine',
    'RunFacet',
    object({ version: TEXT, name: TEXT, openlineageAdapterVersion: TEXT }, 'version'),
  ),
  facetFile(
    '2-0-3',
    'JobTypeJobFacet',
    'jobType',
    'JobFacet',
    object({ processingType: TEXT, integration: TEXT, jobType: TEXT }, 'processingType', 'integration'),
  ),
  facetFile(
    '1-0-1',
    'DatasetVersionDatasetFacet',
    'version',
    'DatasetFacet',
    object({ datasetVersion: TEXT }, 'datasetVersion'),
  ),
  facetFile(
    '1-0-2',
    'OutputStatisticsOutputDatasetFacet',
    'outputStatistics',
    'OutputDatasetFacet',
    object({ rowCount: COUNT, size: COUNT, fileCount: COUNT }),
  ),
];
