import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, utimesSync, watch, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MAIN, runCli, temporaryFolder } from '../support/cli.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

/** How many runs are killed, and how many pairs run at once; KILLS and PAIRS go further. */
const KILLS = Number(process.env['KILLS'] ?? 18);
const PAIRS = Number(process.env['PAIRS'] ?? 5);

/** Two specs of one service that differ in the content of files, in their names, and in what is a folder. */
const SPECS = [
  SMALL_SPEC,
  SMALL_SPEC.replaceAll('shop_queue_depth', 'shop_waiting_requests')
    .replace('id: success', 'id: answers')
    .replace(/(runbooks: \{ dir: )\w+/, '$1pages/runbooks')
    .replace('file: shop-metrics.ts', 'file: grafana-metrics.ts'),
];

type Tree = ReadonlyMap<string, string>;

function treeOf(folder: string): Tree {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), entry.isFile() ? readFileSync(path, 'utf8') : ''] as const;
      })
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

async function project(): Promise<{ cwd: string; out: string; wanted: readonly Tree[] }> {
  const cwd = temporaryFolder();
  const wanted: Tree[] = [];
  for (const [index, spec] of SPECS.entries()) {
    writeFileSync(join(cwd, `${index}.yaml`), spec);
    expect(await runCli(['generate', `${index}.yaml`, '--out', `wanted-${index}`], { cwd })).toMatchObject({
      code: 0,
    });
    wanted.push(treeOf(join(cwd, `wanted-${index}`)));
  }
  const out = join(cwd, 'out');
  mkdirSync(out);
  return { cwd, out, wanted };
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Runs `generate` and sends it a signal some time after it has begun to write. */
async function killed(
  cwd: string,
  out: string,
  spec: number,
  signal: NodeJS.Signals,
  afterMs: number,
): Promise<Ended> {
  const watcher = watch(out);
  const child = spawn(process.execPath, [MAIN, 'generate', `${spec}.yaml`, '--out', out], { cwd });
  watcher.once('change', () => void sleep(afterMs).then(() => child.kill(signal)));
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = await new Promise<Ended>((done) =>
    child.on('close', (code, name) => done({ code, signal: name, stderr })),
  );
  watcher.close();
  return ended;
}

test(`after each of ${KILLS} kills in the write phase the next run goes on, with either spec`, {
  timeout: 3_600_000,
}, async () => {
  const { cwd, out, wanted } = await project();
  let spread = 40;
  let hit = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const signal = (['SIGKILL', 'SIGINT', 'SIGTERM'] as const)[kill % 3] ?? 'SIGKILL';
    // The golden ratio spreads the kills evenly, however many there are.
    const ended = await killed(cwd, out, kill % 2, signal, ((kill * 0.618) % 1) * spread);
    // A run that ended before its signal shows how long the write phase is on this machine.
    if (ended.signal === null) spread = Math.max(4, spread * 0.9);
    else hit++;
    expect(ended, `kill ${kill}`).toMatchObject(ended.signal === null ? { code: 0 } : { signal });
    const tree = treeOf(out);
    for (const [path, content] of tree) {
      if (path === '.ryot-metrics.json') JSON.parse(content);
      if (path.startsWith('.ryot-metrics.')) continue;
      expect([...wanted.map((each) => each.get(path))], `${path} after kill ${kill}`).toContain(content);
    }
    const claims = [...tree.keys()].filter((path) => /^\.ryot-metrics\.\w+\.\d+\.\w+$/.test(path));
    if (signal !== 'SIGKILL') expect(claims).toEqual([]);
    if (claims.length > 0) {
      const check = await runCli(['generate', '--check', `${kill % 2}.yaml`, '--out', out], { cwd });
      expect(check).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('left over from an interrupted run'),
      });
    }
    if (kill % 3 === 2) {
      const spec = Math.floor(kill / 3) % 2;
      expect(
        await runCli(['generate', `${spec}.yaml`, '--out', out], { cwd }),
        `after kill ${kill}`,
      ).toMatchObject({ code: 0 });
      expect(treeOf(out)).toEqual(wanted[spec]);
    }
  }
  expect(hit).toBeGreaterThan(KILLS / 3);
  if (process.env['KILLS'] !== undefined) console.log(`${hit} of ${KILLS} runs were killed while they wrote`);
});

test(`of ${PAIRS} pairs of runs at once, both end well, and in the result of one`, {
  timeout: 3_600_000,
}, async () => {
  const { cwd, out, wanted } = await project();
  for (let pair = 0; pair < PAIRS; pair++) {
    const runs = await Promise.all(
      [0, 1].map((spec) => runCli(['generate', `${spec}.yaml`, '--out', out], { cwd })),
    );
    for (const { code, stderr } of runs) expect(code, `pair ${pair}: ${stderr}`).toBe(0);
    expect(wanted).toContainEqual(treeOf(out));
  }
});

test('claims of dead runs are removed: of a process that ended, and of another host after a while', async () => {
  const { cwd, out, wanted } = await project();
  const dead = spawn(process.execPath, ['-e', '0']);
  await new Promise((done) => dead.on('close', done));
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  for (const claim of [`${host}.${dead.pid}`, '00000000.1']) {
    const folder = join(out, `.ryot-metrics.${claim}.000000000000`);
    mkdirSync(folder);
    writeFileSync(join(folder, '0'), 'half a file');
    const aMinuteAgo = Date.now() / 1000 - 60;
    if (claim.endsWith('.1')) utimesSync(folder, aMinuteAgo, aMinuteAgo);
  }
  expect(await runCli(['generate', '0.yaml', '--out', out], { cwd })).toMatchObject({ code: 0 });
  expect(treeOf(out)).toEqual(wanted[0]);
});

test('a run waits for one that is writing on another host', async () => {
  const { cwd, out } = await project();
  const claim = join(out, '.ryot-metrics.00000000.1.000000000000');
  mkdirSync(claim);
  const run = runCli(['generate', '0.yaml', '--out', out], { cwd });
  await expect.poll(() => readdirSync(out).length, { timeout: 30_000 }).toBeGreaterThan(1);
  await sleep(300);
  expect(readdirSync(out)).not.toContain('prometheus');
  rmdirSync(claim);
  expect(await run).toMatchObject({ code: 0 });
});
