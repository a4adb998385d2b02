/** Resolves when the promise settles or the signal is aborted. */
export async function settledOr(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = (): void => {
    resolve(undefined);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.race([promise.catch(() => undefined), aborted]);
  signal.removeEventListener('abort', onAbort);
}
