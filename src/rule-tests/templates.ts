import { RE2JS } from 're2js';
import type { TemplateExpr, TemplateNode, TemplateValue } from '../plan/template-ast.ts';
import { VERB } from '../plan/template-functions.ts';
import { parseTemplate } from '../plan/templates.ts';
import { formatFloat } from '../promql/number.ts';
import { humanized } from './go-format.ts';

/** What the templates of an alert can refer to. */
export interface AlertFacts {
  /** Absent where only Prometheus knows it. */
  readonly value?: number | undefined;
  /** Whether arithmetic may change the last digits of the value. */
  readonly inexact?: boolean;
  /** Those of the sample. */
  readonly labels: ReadonlyMap<string, string>;
  /** Hours until the error budget is gone; absent where none is recorded. */
  readonly hoursLeft?: number;
}

const EXHAUSTION =
  /\{\{ with .*?query.*? \}\}(.*?)\{\{ \. \| first \| value \| printf "%\.1f" \}\}(.*?)\{\{ end \}\}/gs;
/** Relative error of a value that arithmetic made. */
const NOISE = 1e-9;

/** The annotations as Prometheus expands them; nothing where we cannot tell the text of one of them. */
export function expandAnnotations(
  annotations: ReadonlyMap<string, string>,
  facts: AlertFacts,
): Map<string, string> | undefined {
  const expanded = new Map<string, string>();
  for (const [name, template] of annotations) {
    const text = expandStably(template, facts);
    if (text === undefined) return undefined;
    expanded.set(name, text);
  }
  return expanded;
}

/** The labels that an alert gives to a sample, in addition to its own; what expands to nothing is removed. */
export function expandLabels(
  templates: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
): Map<string, string> {
  const labels = new Map(own);
  for (const [name, template] of templates) labels.set(name, expand(template, { labels: own }) ?? template);
  return new Map([...labels].filter(([, value]) => value !== ''));
}

function expandStably(template: string, facts: AlertFacts): string | undefined {
  const { value, inexact = false } = facts;
  const text = expand(template, facts);
  if (value === undefined || !inexact) return text;
  const others = [1 - NOISE, 1 + NOISE].map((factor) =>
    expand(template, { ...facts, value: value * factor }),
  );
  return others.every((other) => other === text) ? text : undefined;
}

function expand(template: string, facts: AlertFacts): string | undefined {
  const { hoursLeft } = facts;
  const parsed = parseTemplate(
    template.replace(EXHAUSTION, (_, before: string, after: string) =>
      hoursLeft === undefined ? '' : `${before}${hoursLeft.toFixed(1)}${after}`,
    ),
  );
  return 'problems' in parsed ? undefined : printAll(parsed.nodes, facts);
}

function printAll(nodes: readonly TemplateNode[], facts: AlertFacts): string | undefined {
  let text = '';
  for (const node of nodes) {
    const printed = printNode(node, facts);
    if (printed === undefined) return undefined;
    text += printed;
  }
  return text;
}

function printNode(node: TemplateNode, facts: AlertFacts): string | undefined {
  if (node.kind === 'text') return node.text;
  const value = evaluate(node.kind === 'if' ? node.condition : node.expr, facts);
  if (value === undefined) return undefined;
  if (node.kind === 'print') return printed(value);
  return printAll(isTrue(value) ? node.whenTrue : node.whenFalse, facts);
}

function printed(value: TemplateValue): string {
  return typeof value === 'number' ? formatFloat(value, 'g', -1) : String(value);
}

/** Go's truth: neither zero nor empty; NaN is not zero. */
function isTrue(value: TemplateValue): boolean {
  return value !== 0 && value !== 0n && value !== '' && value !== false;
}

function evaluate(expr: TemplateExpr, facts: AlertFacts): TemplateValue | undefined {
  switch (expr.kind) {
    case 'constant':
      return expr.value;
    case 'value':
      return facts.value;
    case 'label':
      // The generated tests set no external labels.
      return expr.of === 'labels' ? (facts.labels.get(expr.name) ?? '') : '';
    case 'call': {
      const args = expr.args.map((arg) => evaluate(arg, facts));
      return args.every((arg) => arg !== undefined) ? call(expr.name, args) : undefined;
    }
  }
}

/** The parser has checked the number and the types of the arguments. */
function call(name: string, args: readonly TemplateValue[]): TemplateValue | undefined {
  const [first = '', second = '', third = ''] = args;
  const text = String(first);
  switch (name) {
    case 'eq':
      return first === second;
    case 'ne':
      return first !== second;
    case 'lt':
      return less(first, second);
    case 'le':
      return less(first, second) || first === second;
    case 'gt':
      // Go negates `le`, so NaN is greater than anything.
      return !(less(first, second) || first === second);
    case 'ge':
      return !less(first, second);
    case 'and':
      return isTrue(first) && isTrue(second);
    case 'or':
      return isTrue(first) || isTrue(second);
    case 'not':
      return !isTrue(first);
    case 'title':
      return title(text);
    case 'toUpper':
      return byLetter(text, (letter) => letter.toUpperCase());
    case 'toLower':
      return byLetter(text, (letter) => letter.toLowerCase());
    case 'stripPort':
      return stripPort(text);
    case 'match':
      return RE2JS.compile(text).matcher(String(second)).find();
    case 'reReplaceAll':
      return replaceAll(text, String(second), String(third));
    case 'printf':
      return printf(text, args.slice(1));
    default:
      return humanized(name, Number(first));
  }
}

/** Go compares the bytes of texts, which orders them by code points. */
function less(left: TemplateValue, right: TemplateValue): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return left < right;
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
}

/** Words of letters only: what else parts words differs between versions of Prometheus. */
function title(text: string): string | undefined {
  if (!/^(?:[A-Za-z]+(?:[ /-][A-Za-z]+)*)?$/.test(text)) return undefined;
  return text.replace(/[A-Za-z]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/** Go maps letter by letter: what would become two stays. */
function byLetter(text: string, map: (letter: string) => string): string {
  return [...text].map((letter) => ([...map(letter)].length === 1 ? map(letter) : letter)).join('');
}

/** @see https://pkg.go.dev/net#SplitHostPort */
function stripPort(text: string): string {
  const [, bracketed, plain] = /^(?:\[([^[\]]*)\]|([^[\]:]*)):[^[\]:]*$/.exec(text) ?? [];
  return bracketed ?? plain ?? text;
}

/** @see https://pkg.go.dev/regexp#Regexp.Expand */
function replaceAll(pattern: string, replacement: string, text: string): string {
  const compiled = RE2JS.compile(pattern);
  const names = compiled.namedGroups();
  const matcher = compiled.matcher(text);
  let result = '';
  let end = 0;
  while (matcher.find()) {
    const group = (name: string): string => {
      const index = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
      return index === undefined || index > matcher.groupCount() ? '' : (matcher.group(index) ?? '');
    };
    result += text.slice(end, matcher.start());
    result += replacement.replaceAll(
      /\$(?:(\$)|(\w+)|\{(\w+)\})/g,
      (_, dollar?: string, short?: string, long?: string) => dollar ?? group(short ?? long ?? ''),
    );
    end = matcher.end();
  }
  return result + text.slice(end);
}

function printf(format: string, values: readonly TemplateValue[]): string {
  let next = 0;
  return format.replaceAll(VERB, (_, percent?: string, digits?: string, verb?: string) => {
    if (percent !== undefined) return '%';
    const value = values[next++] ?? '';
    if (typeof value !== 'number' || (verb !== 'e' && verb !== 'f' && verb !== 'g')) return printed(value);
    return formatFloat(value, verb, digits === undefined ? (verb === 'g' ? -1 : 6) : Number(digits));
  });
}
