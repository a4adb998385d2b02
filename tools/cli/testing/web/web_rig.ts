import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser, type TestBrowser } from '../../../dev/testing/browser/index.js';
import { end, type Program, type TestGraph } from '../index.js';

/** A browser with a page of a real service, which runs a real graph. */
export class WebRig {
  readonly graph: TestGraph;
  readonly page: Page;
  /** Where the service is, such as `http://127.0.0.1:8600`. */
  readonly url: string;
  /** What went wrong in the page: errors, warnings of the security policy, dialogs, requests to other hosts. */
  readonly troubles: string[] = [];
  readonly #browser: TestBrowser;
  #service: Program;

  private constructor(graph: TestGraph, browser: TestBrowser, page: Page, service: Program, url: string) {
    this.graph = graph;
    this.#browser = browser;
    this.page = page;
    this.#service = service;
    this.url = url;
    this.#listen();
  }

  /** Starts the service and the browser. @param args further arguments of `serve` */
  static async start(
    graph: TestGraph,
    args: readonly string[] = [],
    options: BrowserContextOptions = {},
  ): Promise<WebRig> {
    const { service, url } = await serve(graph, '0', args);
    const browser = await startBrowser();
    const context = await browser.loopback({ baseURL: url, ...options });
    return new WebRig(graph, browser, await context.newPage(), service, url);
  }

  /** Opens a page, and waits for its heading. @param address such as `/builds` */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  /** Calls the API. @param path below `/api/v1` */
  async api(path: string, method = 'GET', body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Requests partitions, and waits until the request is in a state. @returns its id */
  async request(refs: readonly string[], state: string, more: object = {}): Promise<string> {
    const body = { graph: '//t:g', refs, ...more };
    const { id } = (await this.api('/requests', 'POST', body)) as { id: string };
    await this.reaches(id, state);
    return id;
  }

  /** Waits until a request is in a state. */
  async reaches(id: string, state: string): Promise<void> {
    const events = await fetch(`${this.url}/api/v1/events?types=request`);
    const isThere = async (): Promise<boolean> =>
      ((await this.api(`/requests/${id}`)) as { state: string }).state === state;
    const stream = events.body?.getReader();
    while (!(await isThere())) await stream?.read();
    await stream?.cancel();
  }

  /** Kills the service, as a machine that stops would. */
  async kill(): Promise<void> {
    this.#service.kill('SIGKILL');
    await end(this.#service);
  }

  /** Starts the service again where it was. */
  async startAgain(args: readonly string[] = []): Promise<void> {
    ({ service: this.#service } = await serve(this.graph, new URL(this.url).port, args));
  }

  /** What axe finds in the page as it is: rule and place of each violation. */
  async violations(): Promise<string[]> {
    // The security policy of the page lets no script in, but the debugger does.
    await this.page.evaluate(axe.source);
    const results = await this.page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.graph.remove();
  }

  #listen(): void {
    this.page.on('pageerror', (error) => this.troubles.push(error.message));
    this.page.on('dialog', (dialog) => {
      this.troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    this.page.on('console', (message) => {
      // Chromium reports every answer that is not a success; what pages make of it is for the tests.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (['error', 'warning'].includes(message.type()) && !isAnswer) this.troubles.push(message.text());
    });
    this.page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && origin !== this.url) this.troubles.push(`request: ${request.url()}`);
    });
  }
}

/** Starts a service, and waits for its address. */
async function serve(graph: TestGraph, port: string, args: readonly string[]) {
  const service = graph.start('serve', ['--state-dir', 's', '--port', port, ...args]);
  let log = '';
  service.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    service.stdout.once('data', (chunk: Buffer) => {
      resolve(chunk.toString().trim());
    });
    service.once('exit', () => {
      reject(new Error(log));
    });
  });
  return { service, url };
}
