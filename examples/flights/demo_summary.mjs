// Describes the manifests of a build, or a plan, for people.

import { readFileSync } from 'node:fs';

const text = readFileSync(0, 'utf8');

function built() {
  const manifests = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const partitions = manifests.flatMap(({ outputs }) => outputs);
  console.log(`  ${manifests.length} tasks built ${partitions.length} partitions:\n`);
  for (const job of new Set(manifests.map(({ job }) => job))) {
    const made = manifests.filter((manifest) => manifest.job === job);
    const files = made.flatMap(({ metadata }) => metadata.files);
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const counts = [counted(made.length, 'task'), counted(files.length, 'file'), counted(rows, 'row')];
    console.log(`  ${job.padEnd(36)}${counts.map((count) => count.padEnd(12)).join('')}`.trimEnd());
  }
}

function planned() {
  const { tasks, pruned } = JSON.parse(text);
  console.log(
    tasks.length === 0
      ? '  Nothing, because the requested partitions are valid:'
      : `  Run ${counted(tasks.length, 'task')}:`,
  );
  for (const { config, reason } of tasks) console.log(`  ${config.outputs[0]} (${reason.kind})`);
  for (const { ref, note, manifest } of pruned) console.log(`  ${ref} is ${note}, by manifest ${manifest}`);
}

const counted = (number, noun) => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

({ built, planned })[process.argv[2]]();
