#!/usr/bin/env node
/** @file Kept to what Node 10 can parse, so that an old Node gets an answer instead of a syntax error. */
import { VERSION } from './version.ts';

const OLDEST_NODE = 20;

const args = process.argv.slice(2);

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `error: ryot-metrics needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}\n`,
  );
  process.exitCode = 2;
} else if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  // Answered before anything else is loaded: scripts ask for it often.
  process.stdout.write(`${VERSION}\n`);
} else {
  start();
}

function start(): void {
  // From Node 22.8 on, compiled code is kept between runs, in the temporary folder that Node chooses.
  const builtin = (process as { getBuiltinModule?: (id: string) => { enableCompileCache?: () => void } })
    .getBuiltinModule;
  builtin?.('node:module').enableCompileCache?.();
  import('./cli/main.ts').then(({ main }) =>
    main(args).then((code) => {
      process.exitCode = code;
    }),
  );
}
