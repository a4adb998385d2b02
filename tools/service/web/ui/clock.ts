import { signal } from '@preact/signals';

/** The time, every second, for whatever shows how long ago something was. Milliseconds since the epoch. */
export const now = signal(Date.now());

export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, 1000);
  document.addEventListener('visibilitychange', () => {
    now.value = Date.now();
  });
}
