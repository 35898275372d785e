import { type RuleTestFailure, unquote } from '../toolchain/test-failures.ts';

type Labels = ReadonlyMap<string, string>;

/** An alert that fires, or a sample. */
interface Result {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value?: string;
}

const PAIRS = String.raw`\{((?:[\w.]+="(?:[^"\\]|\\.)*"(?:, )?)*)\}`;
const ALERT = new RegExp(String.raw`Labels:${PAIRS}\s+Annotations:${PAIRS}`, 'g');
const SAMPLE = new RegExp(String.raw`${PAIRS} (\S+?)(?=, \{|$)`, 'g');

/** The alert whose firing an expression looks at, whatever its value. */
export function alertOf(expr: string): string | undefined {
  return /^ALERTS\{alertname="(\w+)"/.exec(expr)?.[1];
}

/** What was expected and what came instead, a line each, after a line that says where. promtool's words if it could not run. */
export function failureText(failure: RuleTestFailure): string {
  const { test, alertname, expr, time, expected, got, message } = failure;
  if (expected === undefined || got === undefined) return message;
  const alert = alertname ?? alertOf(expr ?? '');
  const [wanted, actual] =
    alertname === undefined ? [samplesIn(expected), samplesIn(got)] : [alertsIn(expected), alertsIn(got)];
  const words = alert === undefined ? differingSamples(wanted, actual) : differingAlerts(wanted, actual);
  if (words.length === 0) return message;
  const where = test === undefined ? '' : ` in the test ${JSON.stringify(test)}`;
  return [`${alert ?? expr} at ${time}${where}:`, ...words.map((line) => `  ${line}`)].join('\n');
}

function differingAlerts(wanted: readonly Result[], actual: readonly Result[]): string[] {
  const { pairs, missing, surplus } = paired(wanted, actual);
  return [
    ...pairs.flatMap(([want, have]) => {
      const differences = [
        ...differing('label', want.labels, have.labels),
        ...differing('annotation', want.annotations, have.annotations),
      ];
      return differences.length === 0
        ? []
        : [`fires with other texts than expected:`, ...differences.map((line) => `  ${line}`)];
    }),
    ...missing.map(({ labels }) => `expected to fire with ${list(labels)}, but does not fire`),
    ...surplus.map(({ labels }) => `fires with ${list(labels)}, but is expected not to`),
  ];
}

function differingSamples(wanted: readonly Result[], actual: readonly Result[]): string[] {
  const { pairs, missing, surplus } = paired(wanted, actual);
  return [
    ...pairs.flatMap(([want, have]) => [
      ...differing('label', want.labels, have.labels),
      ...(want.value === have.value
        ? []
        : [`expected ${want.value} for ${list(want.labels)}, got ${have.value}`]),
    ]),
    ...missing.map(({ labels, value }) => `expected ${value} for ${list(labels)}, got nothing`),
    ...surplus.map(({ labels, value }) => `got ${value} for ${list(labels)}, expected nothing`),
  ];
}

/** A line for each name whose value is not as expected. */
function differing(kind: string, wanted: Labels, actual: Labels): string[] {
  const shown = (value: string | undefined) => (value === undefined ? 'none' : JSON.stringify(value));
  return [...new Set([...wanted.keys(), ...actual.keys()])]
    .filter((name) => wanted.get(name) !== actual.get(name))
    .map((name) => `${kind} ${name}: expected ${shown(wanted.get(name))}, got ${shown(actual.get(name))}`);
}

/** Each expected result with the one that comes nearest to it by its labels, as far as there are any. */
function paired(wanted: readonly Result[], actual: readonly Result[]) {
  const candidates = wanted
    .flatMap((want) => actual.map((have) => ({ want, have, alike: alike(want, have) })))
    .toSorted((a, b) => b.alike - a.alike);
  const pairs = new Map<Result, Result>();
  const taken = new Set<Result>();
  for (const { want, have } of candidates) {
    if (pairs.has(want) || taken.has(have)) continue;
    pairs.set(want, have);
    taken.add(have);
  }
  return {
    pairs: [...pairs],
    missing: wanted.filter((want) => !pairs.has(want)),
    surplus: actual.filter((have) => !taken.has(have)),
  };
}

/** Labels that are the same, less those that are not. */
function alike({ labels: wanted }: Result, { labels: actual }: Result): number {
  const names = [...new Set([...wanted.keys(), ...actual.keys()])];
  const same = names.filter((name) => wanted.get(name) === actual.get(name)).length;
  return 2 * same - names.length;
}

function alertsIn(text: string): Result[] {
  return [...text.matchAll(ALERT)].map(([, labels = '', annotations = '']) => ({
    labels: without(labelsIn(labels), ['alertname']),
    annotations: labelsIn(annotations),
  }));
}

function samplesIn(text: string): Result[] {
  return [...text.matchAll(SAMPLE)].map(([, labels = '', value = '']) => ({
    labels: without(labelsIn(labels), ['__name__', 'alertname', 'alertstate']),
    annotations: new Map(),
    value: Number.isNaN(Number(value)) ? value : String(Number(value)),
  }));
}

function labelsIn(text: string): Labels {
  const pairs = text.matchAll(/([\w.]+)=("(?:[^"\\]|\\.)*")/g);
  return new Map([...pairs].map(([, name = '', value = '']) => [name, unquote(value)]));
}

function without(labels: Labels, names: readonly string[]): Labels {
  return new Map([...labels].filter(([name]) => !names.includes(name)));
}

function list(labels: Labels): string {
  return `{${[...labels].map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}
