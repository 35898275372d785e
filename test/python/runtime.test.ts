import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { specText } from '../typescript/build-model.ts';
import { describePython, runPython, writePackages } from './package.ts';

/** Servers take a while to start where other tests run at the same time. */
const SLOW = 300_000;

describePython('The package', () => {
  const ryot = readFileSync(new URL('../../spec/ryot.yaml', import.meta.url), 'utf8');
  const folder = writePackages({ shop_metrics: specText('service.yaml'), ryot_metrics: ryot });

  test('loses nothing in threads, signal handlers, finalizers and forks', { timeout: SLOW }, () => {
    expect(runPython(folder, 'threads.py').trim().split('\n')).toEqual([
      'test_threads',
      'test_open_label',
      'test_set',
      'test_reuse',
      'test_signals',
      'test_finalizers',
      'test_fork',
    ]);
  });

  test('adds processes up exactly, in the files of the multi-process mode of prometheus_client', {
    timeout: SLOW,
  }, () => {
    expect(runPython(folder, 'processes.py')).toBe('exact\n');
  });

  test('shows all of four uvicorn workers, whichever answers', { timeout: SLOW }, () => {
    const example = fileURLToPath(new URL('../../docs/examples/fastapi', import.meta.url));
    expect(runPython(folder, 'workers.py', [example])).toBe('exact\n');
  });

  test.each([
    ['clients that leave, errors and scrapes under FastAPI and GZipMiddleware', 'plain'],
    ['the same with a BaseHTTPMiddleware inside', 'base'],
    ['scrapes over WSGI', 'wsgi'],
    ['callbacks that return, raise and hang', 'callbacks'],
  ])('sees %s', { timeout: SLOW }, (_, stack) => {
    expect(runPython(folder, 'stacks.py', [stack])).toBe(`${stack}\n`);
  });
});
