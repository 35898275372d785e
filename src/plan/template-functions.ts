import { compileRegexp } from '../promql/regexp.ts';
import { type TemplateExpr, type TemplateType, WORDS } from './template-ast.ts';

interface TemplateFunction {
  /** Accepted types of each argument. */
  readonly takes: readonly (readonly TemplateType[])[];
  readonly gives: TemplateType;
  /** What a call needs beyond its types; the problem, or nothing. */
  readonly check?: (args: readonly TemplateExpr[], types: readonly TemplateType[]) => string | undefined;
}

const NUMBER = ['float', 'int'] as const;
const humanizer: TemplateFunction = { takes: [NUMBER], gives: 'text' };
const ofText: TemplateFunction = { takes: [['text']], gives: 'text' };
const ofBools: TemplateFunction = { takes: [['bool'], ['bool']], gives: 'bool' };

function comparison(types: readonly TemplateType[]): TemplateFunction {
  return {
    takes: [types, types],
    gives: 'bool',
    // Go does not compare an int with a float64.
    check: (_, [left, right]) =>
      left === right
        ? undefined
        : NUMBER.some((type) => type === left) && NUMBER.some((type) => type === right)
          ? 'compares a float with an int, which Prometheus cannot; write 5.0 instead of 5'
          : 'compares a number or a boolean with something else',
  };
}

/** The first argument is a regular expression that is known before it runs. */
function pattern(args: readonly TemplateExpr[]): string | undefined {
  const [source] = args;
  if (source?.kind !== 'constant' || typeof source.value !== 'string') {
    return 'needs its pattern in quotes, as the first argument';
  }
  const compiled = compileRegexp(source.value);
  return 'problem' in compiled ? `has an invalid pattern: ${compiled.problem}` : undefined;
}

/**
 * Functions of Go and Prometheus that an alert may use: those whose result the rule tests can tell. `printf` is apart.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
 */
export const TEMPLATE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ['humanize', humanizer],
  ['humanize1024', humanizer],
  ['humanizeDuration', humanizer],
  ['humanizePercentage', humanizer],
  ['humanizeTimestamp', humanizer],
  ['title', ofText],
  ['toUpper', ofText],
  ['toLower', ofText],
  ['stripPort', ofText],
  ['match', { takes: [['text'], ['text']], gives: 'bool', check: pattern }],
  ['reReplaceAll', { takes: [['text'], ['text'], ['text']], gives: 'text', check: pattern }],
  ['eq', comparison(['float', 'int', 'text', 'bool'])],
  ['ne', comparison(['float', 'int', 'text', 'bool'])],
  ['lt', comparison(['float', 'int', 'text'])],
  ['le', comparison(['float', 'int', 'text'])],
  ['gt', comparison(['float', 'int', 'text'])],
  ['ge', comparison(['float', 'int', 'text'])],
  ['and', ofBools],
  ['or', ofBools],
  ['not', { takes: [['bool']], gives: 'bool' }],
]);

/** Functions and keywords that Prometheus knows, but whose result no rule test can tell. */
export const UNSUPPORTED: ReadonlySet<string> = new Set(
  (
    'args block break call continue define externalURL first graphLink html index js label len nil now parseDuration ' +
    'pathPrefix print println query range safeHtml slice sortByLabel stripDomain strvalue tableLink template tmpl ' +
    'toDuration toTime urlQueryEscape urlquery value with'
  ).split(' '),
);

/** A verb of printf: its letter and digits after the point, or `%%`. */
export const VERB = /%(?:(%)|(?:\.(\d{1,2}))?([a-zA-Z])|)/g;

const VERBS: ReadonlyMap<string, readonly TemplateType[]> = new Map([
  ['s', ['text']],
  ['v', ['float', 'int', 'text', 'bool']],
  ['d', ['int']],
  ['e', ['float']],
  ['f', ['float']],
  ['g', ['float']],
]);

/** What is wrong with a call of printf. Go prints such a fault into the text, as in `%!d(float64=5)`. */
export function printfProblem(
  [format]: readonly TemplateExpr[],
  [, ...types]: readonly TemplateType[],
): string | undefined {
  if (format?.kind !== 'constant' || typeof format.value !== 'string') {
    return 'needs its format in quotes, as the first argument';
  }
  const verbs = [...format.value.matchAll(VERB)].filter(([, percent]) => percent === undefined);
  for (const [index, [text, , digits, verb = '']] of verbs.entries()) {
    const accepted = VERBS.get(verb);
    if (accepted === undefined || (digits !== undefined && !/[efg]/.test(verb))) {
      return `does not support "${text}"; use %s, %v, %d, or %e, %f and %g with digits, as in %.2f`;
    }
    const type = types[index];
    if (type !== undefined && !accepted.includes(type)) return `cannot print ${WORDS[type]} with "${text}"`;
  }
  return verbs.length === types.length
    ? undefined
    : `has ${verbs.length} verbs in its format, but ${types.length} values`;
}

/** The type of an expression whose parts are valid. */
export function typeOf(expr: TemplateExpr): TemplateType {
  if (expr.kind === 'value') return 'float';
  if (expr.kind === 'label') return 'text';
  if (expr.kind === 'call') return TEMPLATE_FUNCTIONS.get(expr.name)?.gives ?? 'text';
  switch (typeof expr.value) {
    case 'number':
      return 'float';
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
    default:
      return 'text';
  }
}
