import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../src/plan/templates.ts';

/** Problems with the text that each is about. */
function problemsOf(text: string): string[] {
  const parsed = parseTemplate(text);
  if (!('problems' in parsed)) return [];
  return parsed.problems.map(({ message, start, end, suggestion }) => {
    const hint = suggestion === undefined ? '' : ` (${suggestion}?)`;
    return `${text.slice(start, end)}: ${message}${hint}`;
  });
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the replacements of Go have that form
describe('a template', () => {
  test.each([
    'no template, { single } braces, closing }} braces',
    '{{ $value }}{{.Value}}{{ $labels.a }}{{ .Labels.a }}{{ $externalLabels.b }}',
    '{{$value|humanize}}',
    '{{- " a " -}} b',
    '{{ if gt $value 5.0 }}a{{ else if eq $labels.a "x" }}b{{ else }}c{{ end }}',
    '{{ if and (lt $value 1e3) (not (match "^a|b$" $labels.a)) }}x{{ end }}',
    '{{ reReplaceAll "(.*):(.*)" "$2 of ${1}" $labels.a | toUpper }}',
    '{{ printf "%s %v %.2f %d%%" $labels.a true $value 5 }}',
    '{{ `{{ raw }}` }}',
  ])('%s is accepted', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each([
    ['{{ $labels.x', ['{{ $labels.x: {{ is not closed by }}']],
    ['{{ }}', ['{{ }}: {{ }} is empty']],
    [
      '{{ $value | nosuch }} {{ $labels.x | humanise }}',
      ['nosuch: unknown function "nosuch"', 'humanise: unknown function "humanise" (humanize?)'],
    ],
    [
      '{{ constructor }}{{ toString }}',
      ['constructor: unknown function "constructor"', 'toString: unknown function "toString"'],
    ],
    ['{{ $labels }}', ['$labels: $labels does not name one label, as in $labels.instance']],
    ['{{ $label.x }}', ['$label.x: unknown variable $label.x ($labels?)']],
    ['{{ $labels.x | humanize }}', ['humanize: humanize takes a number, not text']],
    ['{{ $value | toUpper }}', ['toUpper: toUpper takes text, not a number']],
    [
      '{{ if gt $value 5 }}x{{ end }}',
      ['gt: gt compares a float with an int, which Prometheus cannot; write 5.0 instead of 5'],
    ],
    ['{{ if $value }}x', ['{{ if $value }}: "if" has no {{ end }}']],
    ['x{{ end }}', ['{{ end }}: "end" without "if"']],
    ['{{ else }}', ['{{ else }}: "else" without "if"']],
    ['{{ if nope }}x{{ else }}y{{ end }}', ['nope: unknown function "nope"']],
    ['{{ range query "up" }}{{ end }}', ['range: "range" is not supported']],
    ['{{ printf "%d" $value }}', ['printf: printf cannot print a number with "%d"']],
    ['{{ printf "%s" }}', ['printf: printf has 1 verbs in its format, but 0 values']],
    [
      '{{ printf "%5s" $labels.x }}',
      ['printf: printf does not support "%"; use %s, %v, %d, or %e, %f and %g with digits, as in %.2f'],
    ],
    ['{{ printf $labels.x }}', ['printf: printf needs its format in quotes, as the first argument']],
    ['{{ match "(" $labels.x }}', ['match: match has an invalid pattern: missing closing ): `(`']],
    ['{{ $x := 5 }}', [':: : is not supported in {{ }}']],
    ['{{ "a""b" }}', ['"a""b": there is no space between "a" and "b"']],
    ['{{ $value | "x" }}', ['"x": "|" needs a function on its right']],
    ['{{ ($value }}', ['(: "(" is not closed']],
    ['{{ "a }}', ['": the string is not closed, or has an escape other than \\n, \\t, \\\\ and \\"']],
  ])('%s is refused', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
