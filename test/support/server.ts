import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tool } from '../../src/toolchain/find.ts';

/** A Prometheus or Alertmanager of our own, listening on the loopback interface only. */
export interface RunningServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** Everything it has logged so far. */
  log(): string;
  /** Ends the process and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

export interface StartServerOptions {
  readonly configFile: string;
  /** An empty folder for its data. The caller removes it after `stop`. */
  readonly dataDir: string;
  /** Further flags, such as `--enable-feature=...`. */
  readonly args?: readonly string[];
  /** The port to listen on, where it must be known beforehand; a free one by default. */
  readonly port?: number;
  /** How long it may take until it answers on `/-/ready`, in milliseconds; 30 s by default. */
  readonly readyWithin?: number;
}

/** How to start each server without it reaching for anything but its configuration and its folder. */
const FLAGS = {
  prometheus: (dataDir: string) => [`--storage.tsdb.path=${dataDir}`],
  // An empty cluster address turns clustering off, which would open a port of its own.
  alertmanager: (dataDir: string) => [`--storage.path=${dataDir}`, '--cluster.listen-address='],
};

const READY_POLL_MS = 20;

/**
 * Starts a server on a free port and waits until it is ready.
 * Throws when it cannot be started, and with its log when it ends, or does not become ready in time; nothing is left running then.
 */
export async function startServer(tool: Tool, options: StartServerOptions): Promise<RunningServer> {
  if (tool.name !== 'prometheus' && tool.name !== 'alertmanager')
    throw new Error(`${tool.name} is not a server`);
  const address = `127.0.0.1:${options.port ?? (await freePort())}`;
  const flags = [`--config.file=${options.configFile}`, `--web.listen-address=${address}`];
  const child = spawn(tool.path, [...flags, ...FLAGS[tool.name](options.dataDir), ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  // Rejects with the system's error when there is no such program.
  await once(child, 'spawn');
  const server = { url: `http://${address}`, log: () => log, stop: () => stop(child) };
  if (await becomesReady(child, server.url, options.readyWithin ?? 30_000)) return server;
  await server.stop();
  throw new Error(`${tool.name} did not become ready:\n${log}`);
}

async function becomesReady(child: ChildProcess, url: string, within: number): Promise<boolean> {
  const deadline = Date.now() + within;
  while (isRunning(child) && Date.now() < deadline) {
    const response = await fetch(`${url}/-/ready`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok && isRunning(child)) return true;
    await sleep(READY_POLL_MS);
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** A port that is free now. Another process can take it before the server does; the server then ends and says so. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
