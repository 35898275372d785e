#!/usr/bin/env node
import { VERSION } from './version.ts';

const args = process.argv.slice(2);

// Answered before anything else is loaded: scripts ask for it often.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(args);
}
