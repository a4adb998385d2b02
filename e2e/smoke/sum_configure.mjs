import { readFileSync } from 'node:fs';

const refs = readFileSync(0, 'utf8').trim().split('\n');

const configs = refs.map((ref) => {
  const n = ref.replace('sum/n=', '');
  return { outputs: [ref], inputs: [{ depType: 'materialize', ref: `squares/n=${n}` }], args: [n] };
});

console.log(JSON.stringify(configs));
