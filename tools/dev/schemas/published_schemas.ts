import * as z from 'zod';
import { ExportLineSchema } from '../../catalog/index.js';
import { GraphDiffSchema } from '../../plan/diff/index.js';
import { BatchResultSchema, BatchTaskSchema } from '../../exec/local/index.js';
import { StreamEventSchema } from '../../observe/events/index.js';
import { ExplanationSchema } from '../../plan/explain/index.js';
import {
  ConfigureOutputSchema,
  GraphDescriptorSchema,
  JobGraphSchema,
  LookupAnswerSchema,
  ManifestSchema,
  PlanSchema,
  SingleJobDescriptorSchema,
} from '../../base/model/index.js';

/** The formats that other programs read or write, by the name of their file in docs/schemas. */
const PUBLISHED: Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>> = {
  'batch_result.json': { title: 'One line of DATABUILD_BATCH_RESULTS', schema: BatchResultSchema },
  'batch_task.json': { title: 'One line of DATABUILD_BATCH_FILE', schema: BatchTaskSchema },
  'catalog_export_line.json': { title: 'One line of an exported catalog', schema: ExportLineSchema },
  'configure_output.json': { title: 'What a job’s configure prints', schema: ConfigureOutputSchema },
  'event.json': { title: 'One line of the event stream of a build', schema: StreamEventSchema },
  'explanation.json': { title: 'Why partitions would or would not be made again', schema: ExplanationSchema },
  'graph_descriptor.json': { title: 'What the rules say of a databuild_graph', schema: GraphDescriptorSchema },
  'graph_diff.json': { title: 'What is different between two job graphs or plans', schema: GraphDiffSchema },
  'job_descriptor.json': { title: 'What the rules say of a databuild_job', schema: SingleJobDescriptorSchema },
  'job_graph.json': { title: 'Job graph', schema: JobGraphSchema },
  'lookup_answer.json': { title: 'What a graph’s lookup prints', schema: LookupAnswerSchema },
  'manifest.json': { title: 'Partition manifest', schema: ManifestSchema },
  'plan.json': { title: 'Plan', schema: PlanSchema },
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
