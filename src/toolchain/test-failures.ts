/** An alert assertion that does not hold. */
interface AlertTestFailure {
  readonly kind: 'alert';
  /** The name of the test, when it has one. */
  readonly test?: string;
  readonly alertname: string;
  /** Evaluation time as promtool writes it, such as `1h5m`. */
  readonly time: string;
  /** The alerts that should fire, as promtool prints them: `[]` or a list of labels and annotations. */
  readonly expected: string;
  readonly got: string;
  readonly message: string;
}

/** An expression assertion that does not hold. promtool does not name the test it belongs to. */
interface ExpressionTestFailure {
  readonly kind: 'expression';
  readonly expr: string;
  readonly time: string;
  /** Samples as promtool prints them, `nil` for none. */
  readonly expected: string;
  readonly got: string;
  readonly message: string;
}

/** What kept a test from running at all: the file, its series, its rules or its expressions do not parse. */
interface MessageTestFailure {
  readonly kind: 'message';
  readonly message: string;
}

/** Every kind carries `message`, promtool's own words without its indentation. */
export type RuleTestFailure = AlertTestFailure | ExpressionTestFailure | MessageTestFailure;

/** A failure starts here; its details are indented by eight spaces or more. */
const START = /^ {4}(?:name|alertname|expr|rule): /;
const ALERT =
  /^(?:name: (?<test>.*?),\n)?alertname: (?<alertname>.*?), time: (?<time>\S+), *\n(?<details>.*)$/s;
const EXPRESSION = /^expr: (?<expr>"(?:[^"\\]|\\.)*"), time: (?<time>\S+),\n(?<details>.*)$/s;
const ALERT_DETAILS = /^\s*exp:(?<expected>.*?), *\n\s*got:(?<got>.*)$/s;
const EXPRESSION_DETAILS = /^\s*exp: (?<expected>.*?)\n\s*got: (?<got>.*)$/s;

/** Reads the standard error of `promtool test rules` on one file, as 2.42 and 3.x print it. */
export function parseTestFailures(stderr: string): RuleTestFailure[] {
  return splitFailures(stderr).map(
    (message) => parseAlert(message) ?? parseExpression(message) ?? { kind: 'message', message },
  );
}

function splitFailures(stderr: string): string[] {
  const failures: string[] = [];
  let inName = false;
  for (const line of stderr.split('\n')) {
    const last = failures.length - 1;
    if (line.trim() === '' || line === '  FAILED:') continue;
    // A name may span lines, and `alertname:` continues the failure that its name has begun.
    const continues = inName || (last >= 0 && /^ {8}|^ {2}line \d+: /.test(line));
    if (continues) failures[last] += `\n${line.replace(/^ {4}/, '')}`;
    else failures.push(START.test(line) ? line.slice(4) : line.trim());
    if (!continues) inName = line.startsWith('    name: ');
    else if (line.startsWith('    alertname: ')) inName = false;
  }
  return failures;
}

function parseAlert(message: string): AlertTestFailure | undefined {
  const { test, alertname, time, details } = ALERT.exec(message)?.groups ?? {};
  const { expected, got } = ALERT_DETAILS.exec(details ?? '')?.groups ?? {};
  if (alertname === undefined || time === undefined || expected === undefined || got === undefined)
    return undefined;
  const named = test === undefined ? {} : { test };
  return { kind: 'alert', ...named, alertname, time, expected: dedent(expected), got: dedent(got), message };
}

function parseExpression(message: string): ExpressionTestFailure | undefined {
  const { expr, time, details } = EXPRESSION.exec(message)?.groups ?? {};
  const { expected, got } = EXPRESSION_DETAILS.exec(details ?? '')?.groups ?? {};
  if (expr === undefined || time === undefined || expected === undefined || got === undefined)
    return undefined;
  return { kind: 'expression', expr: unquote(expr), time, expected, got, message };
}

/** Takes off the indentation that promtool gives to lists of alerts. */
function dedent(text: string): string {
  return text.replaceAll(/\n {8}/g, '\n');
}

/** Undoes Go's `%q`, which differs from JSON only for control characters; those stay as they are printed. */
function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
