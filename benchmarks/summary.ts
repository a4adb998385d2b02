import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, resultsFolder } from './results.js';
import { VERDICTS, type Verdict } from './verdicts.js';

/** Writes the README.md of the results: every target, its measurement, and whether it was reached. */
export function writeSummary(): void {
  const rows: string[] = [];
  const sources: string[] = [];
  for (const [name, verdictsOf] of Object.entries(VERDICTS)) {
    const saved = load(name);
    if (saved === undefined) {
      sources.push(`- \`${name}\`: not measured so far`);
      continue;
    }
    sources.push(`- [${name}](${name}.md): ${saved.date}; ${saved.machine}; ${saved.versions}`);
    rows.push(...verdictsOf(saved).map((verdict) => row(verdict, name)));
  }
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

function row({ what, target, measured, reached, underLoad }: Verdict, name: string): string {
  const answer = reached === undefined ? '' : reached ? 'yes' : '**no**';
  const notes = [`[${name}](${name}.md)`, ...(underLoad === true ? ['under load'] : [])].join(', ');
  return `| ${what} | ${target} | ${measured ?? 'not measured'} | ${answer} | ${notes} |`;
}
