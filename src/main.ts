#!/usr/bin/env node
import * as nodeModule from 'node:module';
import { VERSION } from './version.ts';

const args = process.argv.slice(2);

// Answered before anything else is loaded: scripts ask for it often.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  // From Node 22.8 on, compiled code is kept between runs, in the temporary folder that Node chooses.
  (nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(args);
}
