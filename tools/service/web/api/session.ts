import { computed, signal } from '@preact/signals';

/** Who reads these pages. */
export interface Reader {
  readonly name: string;
  readonly role: 'viewer' | 'operator' | 'admin';
}

/** Kept for as long as the tab is open, and never sent by the browser itself. */
const KEY = 'databuild-token';

export const token = signal<string | undefined>(sessionStorage.getItem(KEY) ?? undefined);

/** Undefined until the service has said who it is. */
export const reader = signal<Reader | undefined>(undefined);

/** Whether the reader may start, approve, cancel and pause. */
export const mayWork = computed(() => reader.value !== undefined && reader.value.role !== 'viewer');

/** Whether the reader may change deployments and pools. */
export const mayOperate = computed(() => reader.value?.role === 'admin');

/** Whether the service refuses calls without a token, or with this one. */
export const isRefused = signal(false);

export function signIn(given: string): void {
  sessionStorage.setItem(KEY, given);
  token.value = given;
  isRefused.value = false;
}

export function signOut(): void {
  sessionStorage.removeItem(KEY);
  token.value = undefined;
  reader.value = undefined;
  isRefused.value = true;
}
