import vm from 'node:vm';

/** What a test file has instead of node's `process` receives no signals: those of the real one are passed on to it. */
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
