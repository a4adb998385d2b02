import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

/** Where Debian's package `chromium` has its program. */
const CHROMIUM = '/usr/bin/chromium';

const VIEWPORT = { width: 1400, height: 850 };

/** Debian's Chromium, without a window. */
export interface TestBrowser {
  /** Opens pages that can reach no network: every request except for files and data fails. */
  readonly offline: () => Promise<BrowserContext>;
  /** Opens pages of servers on this machine. It can reach no other. */
  readonly loopback: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  readonly close: () => Promise<void>;
}

/** Starts the browser, with a home of its own. `npm test` installs it. */
export async function startBrowser(): Promise<TestBrowser> {
  try {
    accessSync(CHROMIUM, constants.X_OK);
  } catch {
    throw new Error(`${CHROMIUM} is missing; run npm test once, which installs it, or install the package chromium`);
  }
  const home = await mkdtemp(join(tmpdir(), 'databuild-browser-'));
  const browser = await launch(home);
  return {
    loopback: async (options) => {
      const context = await browser.newContext({ viewport: VIEWPORT, ...options });
      await context.route(
        ({ hostname, protocol }) => protocol.startsWith('http') && hostname !== '127.0.0.1',
        (route) => route.abort(),
      );
      return context;
    },
    offline: async () => {
      const context = await browser.newContext({ viewport: VIEWPORT });
      await context.setOffline(true);
      return context;
    },
    close: async () => {
      await browser.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function launch(home: string): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    env: { PATH: '/usr/bin:/bin', HOME: home, TMPDIR: home },
    // Root and containers have no sandbox of Chromium, and containers little shared memory.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
