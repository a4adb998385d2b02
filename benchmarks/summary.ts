import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, resultsFolder, type Saved } from './results.js';
import { NOT_MEASURED, VERDICTS, type Verdict } from './verdicts.js';

/** Writes the README.md of the results: every target, its measurement, and whether it was reached. */
export function writeSummary(): void {
  const rows: string[] = [];
  const sources: string[] = [];
  for (const [name, verdictsOf] of Object.entries(VERDICTS)) {
    const saved = load(name);
    sources.push(
      saved === undefined
        ? `- \`${name}\`: not measured so far`
        : `- [${name}](${name}.md): ${saved.date}; ${saved.machine}; ${saved.versions}`,
    );
    const source = saved === undefined ? `\`${name}\`` : `[${name}](${name}.md)`;
    rows.push(...verdictsOf(saved ?? nothing(name)).map((verdict) => row(verdict, source)));
  }
  rows.push(...NOT_MEASURED.map((verdict) => row(verdict)));
  const text = `# Targets

The speed targets, and whether each is reached. \`npm run bench\` writes this file after every benchmark, from the JSON beside
it. \`npm run bench -- NAME\` measures a row again. Rows **under load** were measured while other programs kept the machine busy: use
their ratios with care, and do not use their seconds.

| what | target | measured | reached | |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

${sources.join('\n')}
`;
  writeFileSync(join(resultsFolder(), 'README.md'), text);
}

/** What a benchmark has that never ran: its targets are not measured. */
const nothing = (name: string): Saved => ({ name, machine: '', versions: '', date: '', command: '', results: [] });

function row({ what, target, measured, reached, underLoad }: Verdict, source = 'no benchmark'): string {
  const answer = reached === undefined ? '' : reached ? 'yes' : '**no**';
  const notes = [source, ...(underLoad === true ? ['under load'] : [])].join(', ');
  return `| ${what} | ${target} | ${measured ?? 'not measured'} | ${answer} | ${notes} |`;
}
