import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shop } from './generated.ts';
import { parseExposition } from './parse-exposition.ts';

const metrics = shop.createMetrics();
let server: Server;

beforeAll(async () => {
  metrics.requestsTotal.inc(
    { model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' },
    2,
    'trace',
  );
  metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: 3 }, 0.7);
  server = createServer(metrics.handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject).end(body);
  });
}

const weight = fc.constantFrom(
  '',
  ';q=0',
  ';q=1',
  ';q=0.3',
  '; q = 0.5',
  ';q=x',
  ';q',
  ';q=-1',
  ';version=1.0.0',
  ';;',
);
const listOf = (...names: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...names), weight), { maxLength: 5 })
    .map((items) => items.map(([name, rest]) => `${name}${rest}`).join(','));

test('Two hundred odd requests are answered: with all series, or with what is allowed', async () => {
  let compressed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        'GET',
        'GET',
        'GET',
        'HEAD',
        'POST',
        'PUT',
        'DELETE',
        'OPTIONS',
        'TRACE',
        'PATCH',
        'PROPFIND',
      ),
      fc.constantFrom(
        '/metrics',
        '/',
        '//',
        '/metrics?x=1&y=%00',
        '/%2e%2e/%2e%2e/etc',
        '*',
        '/a b'.replace(' ', '%20'),
      ),
      fc.option(listOf('text/plain', 'application/openmetrics-text', '*/*', 'text/html', '', 'é'), {
        nil: undefined,
      }),
      fc.option(listOf('gzip', 'GZIP', 'identity', '*', 'br', 'deflate', 'x', ''), { nil: undefined }),
      fc.constantFrom({}, { 'x-forwarded-for': '::1' }, { connection: 'close' }, { range: 'bytes=0-1' }),
      async (method, path, accept, encoding, more) => {
        const answer = await send(method, path, {
          ...more,
          ...(accept === undefined ? {} : { accept }),
          ...(encoding === undefined ? {} : { 'accept-encoding': encoding }),
        });
        if (method !== 'GET' && method !== 'HEAD') {
          expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
          return;
        }
        expect(answer.status).toBe(200);
        const type = answer.headers['content-type'] ?? '';
        expect(type).toMatch(
          /^(text\/plain; version=0\.0\.4|application\/openmetrics-text; version=1\.0\.0); charset/,
        );
        if (method === 'HEAD') {
          expect(answer.body).toHaveLength(0);
          return;
        }
        const isCompressed = answer.headers['content-encoding'] === 'gzip';
        if (isCompressed) compressed += 1;
        // Compressed only for a client that has said so.
        if (isCompressed) expect(encoding).toMatch(/gzip|\*/i);
        else expect(answer.headers['content-encoding']).toBeUndefined();
        const body = (isCompressed ? gunzipSync(answer.body) : answer.body).toString('utf8');
        expect(body).toBe(type.startsWith('text') ? metrics.text() : metrics.openMetrics());
        expect(parseExposition(body).series.size).toBeGreaterThan(24);
      },
    ),
    { numRuns: 200 },
  );
  expect(compressed).toBeGreaterThan(5);
});

test.each([
  ['gzip', 'gzip'],
  ['deflate, gzip;q=0.5', 'gzip'],
  ['*', 'gzip'],
  ['GZip', 'gzip'],
  ['gzip;q=0', undefined],
  ['gzip;q=0, *', undefined],
  ['identity', undefined],
  ['', undefined],
])('Accept-Encoding %j gets the encoding %s', async (encoding, expected) => {
  const { headers } = await send('GET', '/metrics', { 'accept-encoding': encoding });
  expect(headers['content-encoding']).toBe(expected);
  expect(headers.vary).toBe('Accept, Accept-Encoding');
});

test('A body that is sent to it changes nothing', async () => {
  const before = metrics.text();
  const { status } = await send(
    'POST',
    '/metrics',
    { 'content-type': 'text/plain' },
    'shop_restarts_total 5\n'.repeat(1000),
  );
  expect(status).toBe(405);
  expect(metrics.text()).toBe(before);
});

test('A request that throws when it is read gets a 500', async () => {
  const sent: unknown[] = [];
  const response = {
    statusCode: 0,
    setHeader: () => undefined,
    end: (body?: string | Uint8Array) => sent.push(body),
  };
  const headers = Object.defineProperty({}, 'accept', {
    get: () => {
      throw new Error('trap');
    },
  });
  await metrics.handler({ headers }, response);
  expect([response.statusCode, sent]).toEqual([500, ['The metrics could not be rendered.\n']]);
});
