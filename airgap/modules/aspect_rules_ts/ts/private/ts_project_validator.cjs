// Checks that the attributes of a ts_project say the same as its tsconfig, because Bazel has to
// know which files the compiler writes before it runs.
//
//     ts_project_validator.cjs <tsconfig> <target> <JSON: compiler option -> {attribute, value}>

'use strict';

const path = require('node:path');
const ts = require('typescript');

const [tsconfig, target, expectations] = process.argv.slice(2);

const unreadable = [];
const { options = {}, errors = [] } =
  ts.getParsedCommandLineOfConfigFile(path.resolve(tsconfig), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => unreadable.push(diagnostic),
  }) ?? {};

// Only the configuration is looked at, so it does not matter that it finds no sources.
const NO_SOURCES = [18002, 18003];
const problems = [...errors, ...unreadable]
  .filter((error) => !NO_SOURCES.includes(error.code))
  .map((error) => ts.flattenDiagnosticMessageText(error.messageText, '\n'));

for (const [option, expected] of Object.entries(JSON.parse(expectations))) {
  const actual = options[option] ?? false;
  if (actual === expected.value) continue;
  const fix = expected.attribute
    ? `set ${expected.attribute} = ${actual ? 'True' : 'False'}`
    : 'the air-gapped ts_project does not support that';
  problems.push(`compilerOptions.${option} is ${actual}: ${fix}`);
}

if (problems.length > 0) {
  console.error(`${target} does not match ${tsconfig}:\n  ${problems.join('\n  ')}`);
  process.exitCode = 1;
}
