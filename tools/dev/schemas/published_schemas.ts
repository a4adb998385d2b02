import * as z from 'zod';
import { exportLineSchema } from '../../catalog/index.js';
import { graphDiffSchema } from '../../plan/diff/index.js';
import { attemptResultSchema } from '../../exec/task/index.js';
import { batchResultSchema, batchTaskSchema } from '../../exec/local/index.js';
import { streamEventSchema } from '../../observe/events/index.js';
import { explanationSchema } from '../../plan/explain/index.js';
import {
  configureOutputSchema,
  graphDescriptorSchema,
  jobGraphSchema,
  lookupAnswerSchema,
  manifestSchema,
  planSchema,
  serviceDescriptorSchema,
  singleJobDescriptorSchema,
} from '../../base/model/index.js';

/** The formats that other programs read or write, by the name of their file in docs/schemas. */
const PUBLISHED: Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>> = {
  'attempt_result.json': { title: 'The result file of an attempt', schema: attemptResultSchema() },
  'batch_result.json': { title: 'One line of DATABUILD_BATCH_RESULTS', schema: batchResultSchema() },
  'batch_task.json': { title: 'One line of DATABUILD_BATCH_FILE', schema: batchTaskSchema() },
  'catalog_export_line.json': { title: 'One line of an exported catalog', schema: exportLineSchema() },
  'configure_output.json': { title: 'What a job’s configure prints', schema: configureOutputSchema() },
  'event.json': { title: 'One line of the event stream of a build', schema: streamEventSchema() },
  'explanation.json': { title: 'Why partitions would or would not be made again', schema: explanationSchema() },
  'graph_descriptor.json': { title: 'What the rules say of a databuild_graph', schema: graphDescriptorSchema() },
  'graph_diff.json': { title: 'What is different between two job graphs or plans', schema: graphDiffSchema() },
  'job_descriptor.json': { title: 'What the rules say of a databuild_job', schema: singleJobDescriptorSchema() },
  'job_graph.json': { title: 'Job graph', schema: jobGraphSchema() },
  'lookup_answer.json': { title: 'What a graph’s lookup prints', schema: lookupAnswerSchema() },
  'manifest.json': { title: 'Partition manifest', schema: manifestSchema() },
  'plan.json': { title: 'Plan', schema: planSchema() },
  'service_descriptor.json': {
    title: 'What the rules say of a service of many graphs',
    schema: serviceDescriptorSchema(),
  },
};

/** Text of every published JSON Schema (draft 2020-12), by the name of its file. */
export function publishedSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(PUBLISHED).map(([file, { title, schema }]) => {
      // The form in which it is written, before defaults are filled in.
      const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input' });
      return [file, `${JSON.stringify({ $schema, title, ...body }, null, 2)}\n`];
    }),
  );
}
