import { execFileSync } from 'node:child_process';

/** Builds the command before the tests run, so that none of them meets a stale build. */
export function setup(): void {
  execFileSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
}
