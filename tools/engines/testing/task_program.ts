/**
 * A program that stands in for the task command: it keeps to the same files, and does what the test has written into a folder.
 *
 *     task_program.mjs FOLDER … --result-dir DIR … --attempts FILE
 */
export const TASK_PROGRAM = `import { appendFileSync, existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [folder, ...words] = process.argv.slice(2);
const valueOf = (name) => words[words.indexOf(name) + 1];
const dir = valueOf('--result-dir');

let signal;
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => (signal ??= name));

/** What the test wants of a task: \`succeed\`, \`fail\`, or \`wait\` until it wants something else. */
const wanted = (id) => (existsSync(join(folder, id)) ? readFileSync(join(folder, id), 'utf8') : 'succeed');

for (const line of readFileSync(valueOf('--attempts'), 'utf8').split('\\n').filter(Boolean)) {
  if (signal !== undefined) break;
  const { id, buildId, tasks } = JSON.parse(line);
  const file = (suffix) => join(dir, id + suffix);
  if (existsSync(file('.json'))) continue;
  const time = new Date().toISOString();
  const made = file(\`.\${process.pid}.tmp\`);
  writeFileSync(made, JSON.stringify({ attempt: id, host: hostname(), time }));
  try {
    linkSync(made, file('.started.json'));
  } catch {
    continue;
  } finally {
    rmSync(made);
  }
  const ends = [];
  for (const { id: task, number } of tasks) {
    appendFileSync(join(folder, 'runs'), \`\${task}\\n\`);
    appendFileSync(file('.log'), \`begin \${task}\\n\`);
    while (wanted(task) === 'wait' && signal === undefined) await delay(5);
    if (wanted(task) === 'vanish') process.exit(0);
    appendFileSync(file('.log'), \`end \${task}\\n\`);
    const failed = signal ?? (wanted(task) === 'fail' ? 'fail' : undefined);
    const problem = signal === undefined ? { reason: 'exit-non-zero', code: 3 } : { reason: 'killed', signal };
    const end =
      failed === undefined
        ? { kind: 'succeeded', metadata: { task }, durationMs: 1 }
        : { kind: 'failed', problem, durationMs: 1 };
    ends.push({ id: task, number, end });
    appendFileSync(join(folder, 'ended'), \`\${task}\\n\`);
  }
  const result = {
    formatVersion: 1,
    attempt: id,
    buildId,
    plan: 'p',
    host: hostname(),
    startTime: time,
    endTime: new Date().toISOString(),
    ...(signal !== undefined && { signal }),
    tasks: ends,
  };
  writeFileSync(made, JSON.stringify(result));
  renameSync(made, file('.json'));
}
process.exit(signal === undefined ? 0 : 143);
`;
