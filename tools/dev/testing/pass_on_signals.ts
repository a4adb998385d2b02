import vm from 'node:vm';

/**
 * Passes signals of the real process on to the `process` of a test file, which otherwise receives none.
 *
 * @returns a function that stops this
 */
export function passOnSignals(name: NodeJS.Signals): () => void {
  const real = vm.runInThisContext('process') as NodeJS.Process;
  const listener = (): void => {
    process.emit(name, name);
  };
  real.on(name, listener);
  return () => {
    real.off(name, listener);
  };
}
