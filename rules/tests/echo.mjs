// Replaces the tools in tests of the launcher: prints how it was started.
const [command, runfiles, descriptor, ...args] = process.argv.slice(2);

if (args[0] === 'exit') process.exit(Number(args[1]));

if (args[0] === 'wait') {
  process.on('SIGTERM', () => process.exit(42));
  setInterval(() => {}, 1000);
  console.log(process.pid);
} else {
  const names = ['RUNFILES_DIR', 'JAVA_RUNFILES', 'RUNFILES_MANIFEST_FILE', 'RUNFILES_MANIFEST_ONLY'];
  const others = ['NODE_COMPILE_CACHE', 'BUILD_WORKING_DIRECTORY', 'DATABUILD_CALLER_NODE_OPTIONS'];
  const environment = Object.fromEntries(
    [...names, ...others, 'NODE_OPTIONS', 'NODE_PATH', 'NODE_EXTRA_CA_CERTS'].map((name) => [
      name,
      process.env[name] ?? null,
    ]),
  );
  const { execArgv } = process;
  console.log(JSON.stringify({ command, runfiles, descriptor, args, cwd: process.cwd(), execArgv, ...environment }));
}
