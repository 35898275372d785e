/** What promtool said against a test: an alert or an expression that is not as expected, or why it could not run. */
export interface RuleTestFailure {
  /** promtool's own words, without its indentation. */
  readonly message: string;
  /** The name of the test, where promtool gives it: it does not for expressions. */
  readonly test?: string;
  readonly alertname?: string;
  readonly expr?: string;
  /** Evaluation time as promtool writes it, such as `1h5m`. */
  readonly time?: string;
  /** Alerts (`[]` or a list of labels and annotations) or samples (`nil` for none), as promtool prints them. */
  readonly expected?: string;
  readonly got?: string;
}

/** A failure starts here; its details are indented by eight spaces or more. */
const START = /^ {4}(?:name|alertname|expr|rule): /;
const ALERT =
  /^(?:name: (?<test>.*?),\n)?alertname: (?<alertname>.*?), time: (?<time>\S+), *\n\s*exp:(?<expected>.*?), *\n\s*got:(?<got>.*)$/s;
const EXPRESSION =
  /^expr: (?<expr>"(?:[^"\\]|\\.)*"), time: (?<time>\S+),\n\s*exp: (?<expected>.*?)\n\s*got: (?<got>.*)$/s;

/** Reads the standard error of `promtool test rules` on one file, as 2.42 and 3.x print it. */
export function parseTestFailures(stderr: string): RuleTestFailure[] {
  return splitFailures(stderr).map((message) => {
    const alert = ALERT.exec(message)?.groups;
    if (alert !== undefined) {
      const { test, expected = '', got = '', ...rest } = alert;
      const named = test === undefined ? {} : { test };
      return { ...rest, ...named, expected: dedent(expected), got: dedent(got), message };
    }
    const { expr = '', ...rest } = EXPRESSION.exec(message)?.groups ?? {};
    return expr === '' ? { message } : { ...rest, expr: unquote(expr), message };
  });
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

/** Takes off the indentation that promtool gives to lists of alerts. */
function dedent(text: string): string {
  return text.replaceAll(/\n {8}/g, '\n');
}

/** Undoes Go's `%q`, which differs from JSON only for control characters; those stay as they are printed. */
export function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
