import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rm, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMissing, WriteError } from './folder.ts';

/**
 * A run that writes claims the output folder by a folder in it, in which it also prepares its files. Its name says
 * which process on which host made it, so that the claim of a dead run is known as such and removed.
 */
const CLAIM = /^\.ryot-metrics\.(?<host>[0-9a-f]{8})\.(?<pid>\d{1,10})\.[0-9a-f]{12}$/;
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** Process ids are used again, and those of another host say nothing: a living run also touches its claim. */
const TOUCH_MS = 1000;
const DEAD_AFTER_MS = 15_000;
const PATIENCE_MS = 60_000;

/** Claims of this process. */
const held = new Set<string>();

/**
 * Does `work` while no other run writes to the folder; `work` gets the folder to prepare files in. Of two runs that
 * claim at once both step back and try again after a random time, so that never two go on.
 * @throws WriteError when another run holds the folder for a minute
 */
export async function withClaim<T>(
  root: string,
  signal: AbortSignal,
  work: (staging: string) => Promise<T>,
): Promise<T> {
  const name = `.ryot-metrics.${HOST}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const claim = join(root, name);
  const deadline = Date.now() + PATIENCE_MS;
  held.add(name);
  try {
    for (;;) {
      signal.throwIfAborted();
      const begun = Date.now();
      await mkdir(claim);
      const others = await livingClaims(root, (await lstat(claim)).mtimeMs);
      if (others.every((other) => other === name)) break;
      await rm(claim, { recursive: true });
      if (Date.now() > deadline) throw new WriteError(`another run is writing to ${root}; try again later`);
      // Longer than the attempt took, or two runs on a busy machine would meet each time.
      await sleep(10 + Math.random() * (50 + 8 * (Date.now() - begun)));
    }
    const touching = setInterval(() => {
      utimes(claim, new Date(), new Date()).catch(() => undefined);
    }, TOUCH_MS);
    try {
      return await work(claim);
    } finally {
      clearInterval(touching);
    }
  } finally {
    held.delete(name);
    await rm(claim, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Claims in the folder of runs that are dead, by name. `now` is the time of its file system. */
export async function deadClaims(root: string, now = Date.now()): Promise<string[]> {
  const names = (await readdir(root)).filter((name) => CLAIM.test(name));
  const isDead = await Promise.all(names.map((name) => isDeadClaim(root, name, now)));
  return names.filter((_, index) => isDead[index]);
}

/** Removes the claims of dead runs and gives the others. */
async function livingClaims(root: string, now: number): Promise<string[]> {
  for (const name of await deadClaims(root, now)) {
    // Another run may be doing the same; what is left is looked at again.
    await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
  return (await readdir(root)).filter((name) => CLAIM.test(name));
}

async function isDeadClaim(root: string, name: string, now: number): Promise<boolean> {
  if (held.has(name)) return false;
  const { host, pid } = CLAIM.exec(name)?.groups ?? {};
  if (host === HOST && !isAlive(Number(pid))) return true;
  try {
    return now - (await lstat(join(root, name))).mtimeMs > DEAD_AFTER_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Whether a process other than this one has the id: what this one claims, it knows. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
