import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { Hono } from 'hono';
import type { App } from '../api/index.js';
import { listen } from './http.js';

test('a service that stops waits for calls that run, until it is to give up', async () => {
  const app = new Hono();
  const arrived = Promise.withResolvers<undefined>();
  app.get('/slow', () => {
    arrived.resolve(undefined);
    return new Promise<Response>(() => undefined);
  });
  const listening = await listen(app as unknown as App, '127.0.0.1', 0);
  if (!listening.ok) throw new Error(listening.error.reason);
  const socket = connect(Number(new URL(listening.value.url).port), '127.0.0.1');
  socket.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
  await arrived.promise;
  const giveUp = new AbortController();
  let closed = false;
  const closing = listening.value.close(giveUp.signal).then(() => (closed = true));
  // A new call finds no service.
  await expect(fetch(listening.value.url)).rejects.toThrow();
  expect(closed).toBe(false);
  const cut = once(socket, 'close');
  giveUp.abort();
  await Promise.all([closing, cut]);
});
