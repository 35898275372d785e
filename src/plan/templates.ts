import { suggest } from '../finding/suggest.ts';
import { type Span, type TemplateExpr, type TemplateNode, WORDS } from './template-ast.ts';
import { printfProblem, TEMPLATE_FUNCTIONS, typeOf, UNSUPPORTED } from './template-functions.ts';
import { piecesOf, TemplateProblem, type Token } from './template-lexer.ts';

type ParsedTemplate =
  | { readonly nodes: readonly TemplateNode[] }
  | { readonly problems: readonly TemplateProblem[] };

/** Reads a text as Prometheus does, as far as the rule tests can tell its result; anything else is a problem. */
export function parseTemplate(source: string): ParsedTemplate {
  const parser = new Parser(source);
  const nodes = parser.parse();
  return parser.problems.length === 0 ? { nodes } : { problems: parser.problems };
}

/** A template that prints the text, whatever it holds. */
export function literal(text: string): string {
  // A brace at the end would join those of the template that follows.
  return text.replaceAll(/\{\{|\{$/g, (braces) => `{{ "${braces}" }}`);
}

/** An `if` that waits for its `end`. */
interface Open extends Span {
  readonly condition: TemplateExpr;
  readonly whenTrue: TemplateNode[];
  whenFalse?: TemplateNode[];
  /** Whether the `end` of this one ends the one around it too: `else if`. */
  readonly chained: boolean;
}

class Parser {
  readonly problems: TemplateProblem[] = [];
  readonly #source: string;
  readonly #open: Open[] = [];
  readonly #top: TemplateNode[] = [];
  #tokens: readonly Token[] = [];
  #at = 0;
  #action: Span = { start: 0, end: 0 };

  constructor(source: string) {
    this.#source = source;
  }

  parse(): readonly TemplateNode[] {
    for (const piece of this.#attempt(() => piecesOf(this.#source)) ?? []) {
      if (piece.kind === 'text') this.#nodes().push({ kind: 'text', text: piece.text });
      else {
        this.#tokens = piece.tokens;
        this.#at = 0;
        this.#action = { start: piece.start, end: piece.end };
        this.#attempt(() => this.#readAction());
      }
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) this.problems.push(new TemplateProblem('"if" has no {{ end }}', unclosed));
    return this.#top;
  }

  #attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      this.problems.push(error);
      return undefined;
    }
  }

  #nodes(): TemplateNode[] {
    const open = this.#open.at(-1);
    return open === undefined ? this.#top : (open.whenFalse ?? open.whenTrue);
  }

  #readAction(): void {
    const [first] = this.#tokens;
    if (first === undefined) throw new TemplateProblem('{{ }} is empty', this.#action);
    const keyword = first.kind === 'name' ? first.text : '';
    if (keyword === 'if') {
      this.#at = 1;
      this.#openIf(false);
    } else if (keyword === 'else') this.#readElse();
    else if (keyword === 'end') this.#readEnd();
    else if (BLOCKS.has(keyword)) {
      this.problems.push(new TemplateProblem(`"${keyword}" is not supported`, first));
      this.#open.push({ ...this.#action, condition: this.#anything(), whenTrue: [], chained: false });
    } else this.#nodes().push({ kind: 'print', expr: this.#whole() });
  }

  #openIf(chained: boolean): void {
    // The block is open even if its condition is wrong: its `end` is not a second fault.
    const condition = this.#attempt(() => this.#whole()) ?? this.#anything();
    this.#open.push({ ...this.#action, condition, whenTrue: [], chained });
  }

  /** In place of what cannot be read. */
  #anything(): TemplateExpr {
    return { kind: 'constant', value: true, ...this.#action };
  }

  #readElse(): void {
    const open = this.#open.at(-1);
    if (open === undefined || open.whenFalse !== undefined) {
      throw new TemplateProblem('"else" without "if"', this.#action);
    }
    open.whenFalse = [];
    this.#at = 1;
    const next = this.#tokens[1];
    if (next === undefined) return;
    if (next.text !== 'if') throw new TemplateProblem(`unexpected ${next.text} after "else"`, next);
    this.#at = 2;
    this.#openIf(true);
  }

  #readEnd(): void {
    const extra = this.#tokens[1];
    if (extra !== undefined) throw new TemplateProblem(`unexpected ${extra.text} after "end"`, extra);
    let open: Open | undefined;
    do {
      open = this.#open.pop();
      if (open === undefined) throw new TemplateProblem('"end" without "if"', this.#action);
      const { condition, whenTrue, whenFalse = [] } = open;
      this.#nodes().push({ kind: 'if', condition, whenTrue, whenFalse });
    } while (open.chained);
  }

  /** A pipeline up to the end of the action. */
  #whole(): TemplateExpr {
    const expr = this.#pipeline();
    const extra = this.#tokens[this.#at];
    if (extra !== undefined) throw new TemplateProblem(`unexpected ${extra.text}`, extra);
    return expr;
  }

  #pipeline(): TemplateExpr {
    let expr = this.#command(undefined);
    while (this.#tokens[this.#at]?.kind === '|') {
      this.#at++;
      expr = this.#command(expr);
    }
    return expr;
  }

  /** A function with its arguments, of which the piped one is the last; or a single operand. */
  #command(piped: TemplateExpr | undefined): TemplateExpr {
    const first = this.#tokens[this.#at];
    if (first?.kind === 'name' && !BOOLEANS.has(first.text)) {
      this.#at++;
      const args: TemplateExpr[] = [];
      while (!['|', ')', undefined].includes(this.#tokens[this.#at]?.kind)) args.push(this.#operand());
      return this.#call(first, piped === undefined ? args : [...args, piped]);
    }
    const expr = this.#operand();
    if (piped !== undefined) throw new TemplateProblem('"|" needs a function on its right', expr);
    return expr;
  }

  #operand(): TemplateExpr {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new TemplateProblem('a value is missing', this.#action);
    const { kind, text, start, end } = token;
    if (kind === 'string') return { kind: 'constant', value: unquoted(text), start, end };
    if (kind === 'number') {
      return {
        kind: 'constant',
        value: /[.eE]/.test(text) ? Number(text) : BigInt(text.replace('+', '')),
        start,
        end,
      };
    }
    if (kind === 'field') return fieldOf(token);
    if (kind === 'name') {
      const value = BOOLEANS.get(text);
      return value === undefined ? this.#call(token, []) : { kind: 'constant', value, start, end };
    }
    if (kind !== '(') throw new TemplateProblem(`unexpected ${text}`, token);
    const expr = this.#pipeline();
    const close = this.#tokens[this.#at++];
    if (close?.kind !== ')') throw new TemplateProblem('"(" is not closed', token);
    return expr;
  }

  #call({ text: name, start, end }: Token, args: readonly TemplateExpr[]): TemplateExpr {
    const problem = callProblem(name, args);
    if (problem !== undefined) {
      const known = TEMPLATE_FUNCTIONS.has(name) || name === 'printf' || UNSUPPORTED.has(name);
      const suggestion = known ? undefined : suggest(name, [...TEMPLATE_FUNCTIONS.keys(), 'printf']);
      throw new TemplateProblem(problem, { start, end }, suggestion);
    }
    return { kind: 'call', name, args, start, end };
  }
}

/** Keywords that `end` closes, other than `if`. */
const BLOCKS: ReadonlySet<string> = new Set(['block', 'define', 'range', 'with']);

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function callProblem(name: string, args: readonly TemplateExpr[]): string | undefined {
  const types = args.map(typeOf);
  if (name === 'printf') {
    const problem = printfProblem(args, types);
    return problem && `printf ${problem}`;
  }
  const known = TEMPLATE_FUNCTIONS.get(name);
  if (known === undefined) {
    return UNSUPPORTED.has(name) ? `"${name}" is not supported` : `unknown function "${name}"`;
  }
  const { takes, check } = known;
  if (takes.length !== args.length) {
    return `${name} takes ${takes.length} argument${takes.length === 1 ? '' : 's'}, not ${args.length}`;
  }
  const wrong = types.findIndex((type, index) => !takes[index]?.includes(type));
  const [type, wanted] = [types[wrong], takes[wrong]?.[0]];
  if (type !== undefined && wanted !== undefined) return `${name} takes ${WORDS[wanted]}, not ${WORDS[type]}`;
  const problem = check?.(args, types);
  return problem && `${name} ${problem}`;
}

function fieldOf({ text, start, end }: Token): TemplateExpr {
  if (text === '$value' || text === '.Value') return { kind: 'value', start, end };
  const [, own, external] = /^(?:(\$labels|\.Labels)|(\$externalLabels|\.ExternalLabels))\./.exec(text) ?? [];
  const name = text.slice(text.indexOf('.', 1) + 1);
  if ((own ?? external) !== undefined && !name.includes('.')) {
    return { kind: 'label', of: own === undefined ? 'externalLabels' : 'labels', name, start, end };
  }
  const problem = /^(?:\$(?:externalL|l)abels|\.(?:ExternalL|L)abels)\b/.test(text)
    ? `${text} does not name one label, as in $labels.instance`
    : `unknown variable ${text}`;
  const names = ['$value', '$labels', '$externalLabels', '.Value', '.Labels', '.ExternalLabels'];
  const [variable = ''] = /^[$.]\w+/.exec(text) ?? [];
  throw new TemplateProblem(
    problem,
    { start, end },
    names.includes(variable) ? undefined : suggest(variable, names),
  );
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  // Go drops carriage returns of raw strings.
  if (text.startsWith('`')) return inner.replaceAll('\r', '');
  return inner.replaceAll(/\\(.)/g, (_, letter: string) => ESCAPES.get(letter) ?? letter);
}
