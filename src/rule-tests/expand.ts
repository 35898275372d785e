import { FILTERS, plain } from './numbers.ts';

/** What the templates of an alert can refer to. */
export interface AlertFacts {
  readonly value: number;
  readonly labels: ReadonlyMap<string, string>;
  /** Hours until the error budget is gone; absent where none is recorded. */
  readonly hoursLeft?: number;
}

const REFERENCE = /\{\{\s*(\$value|\$labels\.(\w+)|"\{\{")(?:\s*\|\s*(\w+))?\s*\}\}/g;
const EXHAUSTION =
  /\{\{ with .*?query.*? \}\}(.*?)\{\{ \. \| first \| value \| printf "%\.1f" \}\}(.*?)\{\{ end \}\}/gs;

/** The annotations as Prometheus expands them. */
export function expandAnnotations(
  annotations: ReadonlyMap<string, string>,
  facts: AlertFacts,
): Map<string, string> {
  return new Map([...annotations].map(([name, template]) => [name, expand(template, facts)]));
}

function expand(template: string, { value, labels, hoursLeft }: AlertFacts): string {
  return template
    .replace(EXHAUSTION, (_, before: string, after: string) =>
      hoursLeft === undefined ? '' : `${before}${hoursLeft.toFixed(1)}${after}`,
    )
    .replace(REFERENCE, (_, what: string, label?: string, filter?: string) => {
      if (what === '"{{"') return '{{';
      if (label !== undefined) return labels.get(label) ?? '';
      return filter === undefined ? plain(value) : (FILTERS[filter]?.(value) ?? '');
    });
}

/** Whether a text of the annotations shows the value. */
export function showsValue(annotations: ReadonlyMap<string, string>): boolean {
  return [...annotations.values()].some((text) => /\{\{\s*\$value/.test(text));
}

/** Whether a text of the annotations shows the value as it is, to its last digit. */
export function showsBareValue(annotations: ReadonlyMap<string, string>): boolean {
  return [...annotations.values()].some((text) => /\{\{\s*\$value\s*\}\}/.test(text));
}
