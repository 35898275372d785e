/** Where pages are, relative to the folder of the runbooks: every link is made of these. */

export const INDEX_PAGE = 'README.md';
export const SLO_PAGE = 'slos.md';
export const LABEL_PAGE = 'labels.md';
export const RECORDING_PAGE = 'recordings.md';
export const OPERATION_PAGE = 'operations.md';
export const CARDINALITY_PAGE = 'cardinality.md';
export const EXTERNAL_PAGE = 'external-metrics.md';
export const CATALOGUE_PAGE = 'catalogue.html';

export function alertPage(alert: string): string {
  return `alerts/${alert}.md`;
}

export function groupPage(group: string): string {
  return `metrics/${group}.md`;
}

/** A link from one page to another (and to an anchor on it). */
export function href(from: string, to: string, anchor?: string): string {
  const fragment = anchor === undefined ? '' : `#${anchor}`;
  if (from === to && anchor !== undefined) return fragment;
  const up = '../'.repeat(from.split('/').length - 1);
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
  const path = folder !== '' && to.startsWith(folder) ? to.slice(folder.length) : `${up}${to}`;
  return `${path}${fragment}`;
}

/**
 * The anchor that GitHub and GitLab give a heading.
 * @see https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
}

/** Anchors of the headings of one page, in their order; one that is taken gets a number. */
export function anchorsOf(headings: Iterable<string>): Map<string, string> {
  const taken = new Map<string, number>();
  const anchors = new Map<string, string>();
  for (const heading of headings) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let n = taken.get(slug) ?? 0; taken.has(anchor); ) {
      n += 1;
      anchor = `${slug}-${n}`;
      taken.set(slug, n);
    }
    taken.set(anchor, 0);
    if (!anchors.has(heading)) anchors.set(heading, anchor);
  }
  return anchors;
}
