// Says what it was given and where it runs; exits with $GREET_STATUS, or waits when $GREET_WAIT is set.

import process from 'node:process';

const args = process.argv.slice(2);
console.log(JSON.stringify({ args, cwd: process.cwd(), fixed: process.env.GREET_FIXED }));
if (process.env.GREET_WAIT) setInterval(() => {}, 1000);
else process.exitCode = Number(process.env.GREET_STATUS ?? 0);
