import vm from 'node:vm';

/** What a test file has instead of node's `process` hears no signals: it is told of those that the real one hears. */
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
