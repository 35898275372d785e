import type { Finding } from '../finding/finding.ts';
import { wordsOf } from '../finding/words.ts';
import { parseScrape } from '../scrape/parse.ts';
import { readSpecFile } from '../spec/read-file.ts';
import { type ServerAnswers, sourcesOfServer } from '../verify/server.ts';
import type { Source } from '../verify/source.ts';
import { CommandError } from './terminal.ts';

/** The formats that we read, in our order; quoted names arrive only where they are asked for. */
const ACCEPT = 'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.9,text/plain;version=0.0.4;q=0.8,*/*;q=0.1';
const TIMEOUT_MS = 30_000;

/**
 * What stands behind a path or URL. A URL without a path is a Prometheus server, of which the targets of `job` are asked for.
 * @throws CommandError when it cannot be read
 */
export async function readSource(
  given: string,
  job: string,
): Promise<{ sources: Source[]; findings: Finding[] }> {
  if (!/^https?:\/\//i.test(given)) {
    const text = await readSpecFile(given, given);
    if (typeof text !== 'string') throw new CommandError(wordsOf(text).headline);
    return page(given, text);
  }
  if (!URL.canParse(given)) throw new CommandError(`${given} is not a URL`);
  const url = new URL(given);
  if (url.pathname === '/' && url.search === '') return readServer(url, job);
  const { text, type } = await get(url);
  return page(nameOf(url), text, type);
}

function page(name: string, text: string, type?: string): { sources: Source[]; findings: Finding[] } {
  return { sources: [{ name, text, scrape: parseScrape(text, type) }], findings: [] };
}

async function readServer(url: URL, job: string): Promise<{ sources: Source[]; findings: Finding[] }> {
  const selector = `{job=${JSON.stringify(job)}}`;
  const ask = async (path: string, params: Readonly<Record<string, string>>) => {
    const at = new URL(`/api/v1/${path}?${new URLSearchParams(params)}`, url);
    at.username = url.username;
    at.password = url.password;
    const { text } = await get(at);
    try {
      return JSON.parse(text).data;
    } catch {
      throw new CommandError(`${nameOf(url)} is not a Prometheus server; name the path of a page of metrics`);
    }
  };
  const [targets, metadata, series] = await Promise.all([
    ask('targets', { state: 'active' }),
    ask('targets/metadata', { match_target: selector }),
    ask('query', { query: selector }),
  ]);
  const answers: ServerAnswers = {
    targets: targets?.activeTargets ?? [],
    metadata: metadata ?? [],
    series: series?.result ?? [],
  };
  return sourcesOfServer(nameOf(url), job, answers);
}

/** Without a password. */
function nameOf({ origin, pathname, search }: URL): string {
  return `${origin}${pathname === '/' ? '' : pathname}${search}`;
}

async function get(url: URL): Promise<{ text: string; type: string }> {
  const { username, password } = url;
  const token = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  );
  const headers = { accept: ACCEPT, ...(username === '' ? {} : { authorization: `Basic ${token}` }) };
  try {
    const response = await fetch(`${url.origin}${url.pathname}${url.search}`, {
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok)
      throw new CommandError(`cannot read ${nameOf(url)}: HTTP ${response.status} ${response.statusText}`);
    return { text: await response.text(), type: response.headers.get('content-type') ?? '' };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { message, cause } = error as Error;
    throw new CommandError(
      `cannot read ${nameOf(url)}: ${cause instanceof Error && cause.message !== '' ? cause.message : message}`,
    );
  }
}
