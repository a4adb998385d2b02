import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Called by tools/cli/BUILD.bazel. koffi has its add-ons in separate packages, one per platform, on which only koffi
// depends. So they are resolved from koffi's own location.

const [addon, output] = process.argv.slice(2);
if (addon === undefined || output === undefined) {
  throw new Error('usage: addon <file in a package that koffi depends on> <output>');
}
const koffi = createRequire(import.meta.url).resolve('koffi');
copyFileSync(createRequire(koffi).resolve(addon), output);
