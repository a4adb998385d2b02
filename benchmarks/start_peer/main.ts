import yargs from 'yargs';
import * as z from 'zod';

/** Does the minimum that a tool with a command line and a wire format does before its first line. */
const LineSchema = z.object({ refs: z.array(z.string()).min(1), jobs: z.int().min(1), quiet: z.boolean() });

const {
  _: refs,
  jobs,
  quiet,
} = yargs(process.argv.slice(2))
  .scriptName('peer')
  .option('jobs', { type: 'number', default: 2, describe: 'How many tasks run at once' })
  .option('quiet', { type: 'boolean', default: false, describe: 'Print nothing for people' })
  .strictOptions()
  .parseSync();
process.stdout.write(`${JSON.stringify(LineSchema.parse({ refs: refs.map(String), jobs, quiet }))}\n`);
