import type { Pin } from './schema.js';

/** A value that fits within this width is written on one line. */
const WIDTH = 120;

/** Writes a pinned plan as JSON that diffs well: one field or item per line, formatted as Prettier does. */
export function writePin(pin: Pin): string {
  const { tasks, ...head } = pin;
  const texts = tasks.map((task) => `    {\n${fields(task, '      ')}\n    }`);
  const list = texts.length === 0 ? '[]' : `[\n${texts.join(',\n')}\n  ]`;
  return `{\n${fields(head, '  ')},\n  "tasks": ${list}\n}\n`;
}

function fields(value: object, indent: string): string {
  return Object.entries(value)
    .map(([name, item]) => `${indent}${field(name, item, indent)}`)
    .join(',\n');
}

function field(name: string, value: unknown, indent: string): string {
  const start = `${JSON.stringify(name)}: `;
  const whole = start + inline(value);
  const objects = Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === 'object');
  // Leave room for the comma.
  const fits = indent.length + whole.length < WIDTH;
  if (typeof value !== 'object' || value === null || (fits && !objects)) return whole;
  if (!Array.isArray(value)) return `${start}{\n${fields(value, `${indent}  `)}\n${indent}}`;
  return `${start}[\n${value.map((item) => `${indent}  ${inline(item)}`).join(',\n')}\n${indent}]`;
}

/** JSON on one line, with spaces after commas and colons. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${inline(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
