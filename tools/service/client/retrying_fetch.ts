/** Statuses after which the same call may succeed. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** What a connection fails with that was open, or that a service closed. */
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export interface Retrying {
  readonly fetch: (request: Request, init: RequestInit) => Promise<Response>;
  readonly signal: AbortSignal;
  /** How long a call is repeated, in milliseconds. */
  readonly patienceMs: number;
  /** Milliseconds since some time. */
  readonly now: () => number;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** The code of what a connection failed with. */
  readonly codeOf: (error: unknown) => string;
  /** Called once when a call has to wait. @param why a code of the system, or a status */
  readonly onWait?: ((why: string) => void) | undefined;
}

/**
 * A `fetch` that repeats what may be repeated: calls that only read, and calls with an idempotency key. It does so while the
 * service is busy and says so, and after the connection was lost. An address where nothing has ever answered is not tried twice.
 *
 * Its rejections are those of the last try.
 */
export function retryingFetch(options: Retrying): (request: Request) => Promise<Response> {
  const { signal, patienceMs, now, pause, codeOf, onWait } = options;
  let hasAnswered = false;
  return async (request) => {
    const mayRepeat = request.method === 'GET' || request.headers.has('idempotency-key');
    const end = now() + patienceMs;
    for (let tries = 1; ; tries++) {
      const [response, error] = await tried(options, request.clone());
      hasAnswered ||= response !== undefined;
      const code = codeOf(error);
      const why = response === undefined ? (hasAnswered || BROKEN.has(code) ? code : undefined) : busy(response);
      const wait = pauseBefore(response, tries);
      if (!mayRepeat || why === undefined || signal.aborted || now() + wait > end) {
        if (response !== undefined) return response;
        throw error;
      }
      if (tries === 1) onWait?.(why);
      await response?.body?.cancel();
      await pause(wait, signal);
    }
  };
}

async function tried({ fetch, signal }: Retrying, request: Request): Promise<[Response | undefined, unknown]> {
  try {
    return [await fetch(request, { redirect: 'manual', signal: AbortSignal.any([signal, request.signal]) }), undefined];
  } catch (error) {
    return [undefined, error];
  }
}

function busy({ status }: Response): string | undefined {
  return BUSY.has(status) ? String(status) : undefined;
}

/** What the service asks for, else longer and longer, in milliseconds. */
function pauseBefore(response: Response | undefined, tries: number): number {
  const asked = Number(response?.headers.get('retry-after') ?? Number.NaN);
  return asked >= 0 ? asked * 1000 : Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
}
