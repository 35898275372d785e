/** A piece of text that Prometheus expands as a Go template: plain text, or a reference that the spec allows. */
type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly source: string }
  | { readonly kind: 'label'; readonly label: string; readonly source: string };

const FILTER = String.raw`(?:\s*\|\s*(?:humanize|humanize1024|humanizePercentage|humanizeDuration|humanizeTimestamp))?`;
const REFERENCE = new RegExp(
  String.raw`\{\{\s*(?:\$value|\$labels\.([a-zA-Z_][a-zA-Z0-9_]*))${FILTER}\s*\}\}`,
  'g',
);

/**
 * Splits the spec's text into what is said and what is filled in: `{{ $value }}` and `{{ $labels.x }}`, each with a
 * humanize filter or none. Everything else in braces is text.
 */
function templateParts(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  const push = (upTo: number) => {
    if (upTo > end) parts.push({ kind: 'text', text: text.slice(end, upTo) });
  };
  for (const found of text.matchAll(REFERENCE)) {
    push(found.index);
    const [source, label] = found;
    parts.push(label === undefined ? { kind: 'value', source } : { kind: 'label', label, source });
    end = found.index + source.length;
  }
  push(text.length);
  return parts;
}

/** The spec's text as a Go template that expands to it: braces that are no reference are data. */
export function goTemplate(text: string): string {
  return templateParts(text)
    .map((part) => (part.kind === 'text' ? literal(part.text) : part.source))
    .join('');
}

/** Text that no template may read. */
export function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** Labels that a text refers to, in the order of their first mention. */
export function labelsIn(text: string): string[] {
  const labels = templateParts(text).flatMap((part) => (part.kind === 'label' ? [part.label] : []));
  return [...new Set(labels)];
}

/** What else stands in double braces: it will be printed as it is, which is hardly what was meant. */
export function otherBraces(text: string): string[] {
  return templateParts(text).flatMap((part) =>
    part.kind === 'text' ? (part.text.match(/\{\{.*?(?:\}\}|$)/gs) ?? []) : [],
  );
}
