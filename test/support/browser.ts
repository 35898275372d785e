import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A Chromium for tests, or the reason to skip them. `CHROMIUM` names another than the usual places. */
export function findBrowser(): {
  readonly skip: boolean;
  title(title: string): string;
  launch(): Promise<Browser>;
} {
  const named = process.env['CHROMIUM'];
  const executablePath = (named === undefined ? PLACES : [named]).find((place) => existsSync(place));
  if (executablePath !== undefined) {
    return {
      skip: false,
      title: (title) => title,
      launch: () => chromium.launch({ executablePath, args: ARGUMENTS }),
    };
  }
  const why = `there is no Chromium at ${named ?? PLACES.join(', ')}; install the package chromium, or set CHROMIUM`;
  if (process.env['CI'] === 'true') throw new Error(`CI does not skip: ${why}`);
  return {
    skip: true,
    title: (title) => `${title} [skipped: ${why}]`,
    launch: () => Promise.reject(new Error(why)),
  };
}

/** Without the sandbox, which a container does not allow, and without traffic of the browser's own. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
