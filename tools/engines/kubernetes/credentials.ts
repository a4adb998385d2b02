import { err, ok, type Result } from '../../base/model/index.js';
import { readText } from '../../base/runtime/index.js';
import type { EngineFailure } from '../engine.js';
import { refused } from './failures.js';

/** What proves to the API server who asks. */
export interface Credential {
  readonly token?: string | undefined;
  /** A client certificate and its key, as PEM. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Where credentials come from. */
export interface Credentials {
  /**
   * The credential for a request.
   *
   * @param isRefused whether the API server has just refused the last one, so that one that was kept is of no use
   */
  readonly get: (isRefused: boolean) => Promise<Result<Credential, EngineFailure>>;
}

/** A credential that stays the same. */
export function fixedCredential(credential: Credential): Credentials {
  return { get: () => Promise.resolve(ok(credential)) };
}

/** A token in a file, which is read for every request: the kubelet replaces the tokens of service accounts every hour. */
export function tokenInFile(path: string): Credentials {
  return {
    get: async () => {
      const text = await readText(path);
      if (!text.ok) return err(refused(`its token file ${path} cannot be read (${text.error.code})`));
      const token = text.value.trim();
      return token === '' ? err(refused(`its token file ${path} is empty`)) : ok({ token });
    },
  };
}
