/** Files by their path, forward slashes, relative to one root. */
export type Files = ReadonlyMap<string, string>;

export interface LinkRules {
  /** Addresses under which files of this set are published, such as `https://runbooks.example.com/` for `runbooks/`. */
  readonly published?: Readonly<Record<string, string>>;
  /** Base URL of Grafana and the dashboards that are there. */
  readonly grafana?: { readonly base: string; readonly uids: ReadonlySet<string> };
  /** Whether a file that is no page of the set exists; such as a source file that a page names. */
  readonly exists?: (path: string) => boolean;
}

/**
 * Every link of Markdown and HTML pages that leads nowhere, as `page: link: why`: files, anchors as GitHub makes them,
 * dashboards, and addresses under which pages are published. Other addresses are not asked: checks have no network.
 */
export function brokenLinks(files: Files, rules: LinkRules = {}): string[] {
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (path: string): ReadonlySet<string> => {
    const known =
      anchors.get(path) ?? (path.endsWith('.html') ? htmlAnchors : markdownAnchors)(files.get(path) ?? '');
    anchors.set(path, known);
    return known;
  };
  const problemOf = (page: string, link: string): string | undefined => {
    const [target = '', fragment] = split(link);
    const path = resolve(page, target, rules.published ?? {});
    if (path === undefined) return dashboardProblem(target, rules);
    if (!files.has(path)) return rules.exists?.(path) ? undefined : `there is no ${path}`;
    if (fragment === undefined || anchorsOf(path).has(decodeURIComponent(fragment))) return undefined;
    return `${path} has no anchor ${fragment}`;
  };
  return [...files].flatMap(([page, content]) => {
    const links = page.endsWith('.html') ? htmlLinks(content) : markdownLinks(content);
    return links.flatMap((link) => {
      const problem = problemOf(page, link);
      return problem === undefined ? [] : [`${page}: ${link}: ${problem}`];
    });
  });
}

/**
 * The destinations of all links and images, code left out; of a reference link that no definition of the page answers,
 * its label in brackets.
 */
export function markdownLinks(markdown: string): string[] {
  const text = withoutCode(markdown);
  const definitions = new Map(
    [...text.matchAll(/^ {0,3}\[([^\]]+)\]: (\S+)$/gm)].map(
      ([, label = '', to = '']) => [label, to] as const,
    ),
  );
  return [...text.matchAll(/\](?:\(([^()\s]*)\)|\[([^\]]+)\])/g)].map(
    ([, destination, label = '']) => destination ?? definitions.get(label) ?? `[${label}]`,
  );
}

function htmlLinks(html: string): string[] {
  return [...html.matchAll(/\shref="([^"]*)"/g)].map(([, href = '']) =>
    href.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replaceAll('&amp;', '&'),
  );
}

function htmlAnchors(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));
}

/** @see https://github.com/gjtorikian/html-pipeline (its table of contents filter makes GitHub's anchors) */
export function markdownAnchors(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(markdown).matchAll(/^#{1,6} +(.*?)(?: +#+)?$/gm)) {
    const text = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/\\([!-/:-@[-`{-~])/g, '$1')
      .replace(/`/g, '');
    const slug = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replace(/ /g, '-');
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n += 1) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of markdown.matchAll(/<a (?:id|name)="([^"]+)">/g)) anchors.add(id);
  return anchors;
}

/** The text without fenced blocks: a block ends at a fence as long as the one that opened it. */
export function withoutFences(markdown: string): string {
  let fence: string | undefined;
  return markdown
    .split('\n')
    .filter((line) => {
      const [, mark] = /^\s*(?:[-*] )?(`{3,}|~{3,})/.exec(line) ?? [];
      if (fence === undefined) {
        fence = mark;
        return mark === undefined;
      }
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
      return false;
    })
    .join('\n');
}

/** Also without code spans and without characters that a backslash takes the meaning from. */
export function withoutCode(markdown: string): string {
  return withoutFences(markdown).split('\n').map(inlineText).join('\n');
}

/** @see https://spec.commonmark.org/0.31.2/#code-spans */
function inlineText(line: string): string {
  let text = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\' && /[!-/:-@[-`{-~]/.test(line.charAt(at + 1))) {
      at += 1;
      continue;
    }
    if (char !== '`') {
      text += char;
      continue;
    }
    const run = /^`+/.exec(line.slice(at))?.[0] ?? '';
    const rest = line.slice(at + run.length);
    const close = new RegExp(`(?<!\`)${run}(?!\`)`).exec(rest);
    at += run.length - 1 + (close === null ? 0 : close.index + run.length);
    if (close === null) text += run;
  }
  return text;
}

function split(link: string): [target: string, fragment: string | undefined] {
  const at = link.indexOf('#');
  return at < 0 ? [link, undefined] : [link.slice(0, at), link.slice(at + 1)];
}

/** The path that a link names; undefined for addresses elsewhere. */
function resolve(
  page: string,
  target: string,
  published: Readonly<Record<string, string>>,
): string | undefined {
  for (const [address, folder] of Object.entries(published)) {
    if (target.startsWith(address)) return decodeURIComponent(folder + target.slice(address.length));
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  if (target === '') return page;
  const steps = page.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(decodeURIComponent(step));
  }
  return steps.join('/');
}

function dashboardProblem(url: string, { grafana }: LinkRules): string | undefined {
  if (grafana === undefined || !url.startsWith(`${grafana.base}/d/`)) return undefined;
  const uid = decodeURIComponent(url.slice(grafana.base.length + 3).split(/[/?]/)[0] ?? '');
  return grafana.uids.has(uid) ? undefined : `there is no dashboard ${uid}`;
}
