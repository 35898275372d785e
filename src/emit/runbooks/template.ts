import Handlebars from 'handlebars';
import { TemplateProblem } from '../template-problem.ts';
import {
  cell,
  codeBlock,
  codeCell,
  codeSpan,
  html,
  htmlText,
  link,
  markdown,
  mermaid,
  prose,
} from './escape.ts';

/** What a template is written in: decides how `{{text}}` is escaped where no helper says it. */
export type Target = 'markdown' | 'html';

/** Helpers of the templates. Each gives finished text of its target. */
const HELPERS = {
  md: markdown,
  prose,
  cell,
  code: codeSpan,
  codeCell,
  block: codeBlock,
  link: (text: string, href: string) => link(markdown(text), href),
  linkCell: (text: string, href: string) => link(cell(text), href),
  mermaid,
  html,
  htmlText,
} as const;

export const HELPER_NAMES: readonly string[] = Object.keys(HELPERS);

const KNOWN = Object.fromEntries(HELPER_NAMES.map((name) => [name, true]));
const DEFAULT_HELPER = { markdown: 'md', html: 'html' } as const;

/** Compiled templates with the partials that they share. */
export class Templates {
  readonly #environment = Handlebars.create();

  constructor() {
    for (const [name, helper] of Object.entries(HELPERS)) {
      const escapeWith = helper as (...args: readonly string[]) => string;
      this.#environment.registerHelper(name, (...args: unknown[]) => escapeWith(...given(args).map(String)));
    }
    for (const name of ['if', 'unless', 'each', 'with'] as const) {
      const block = Handlebars.helpers[name] as (...args: unknown[]) => unknown;
      this.#environment.registerHelper(name, function (this: unknown, ...args: unknown[]) {
        given(args);
        return block.apply(this, args);
      });
    }
  }

  /** Makes a template available to others as `{{> name}}`. */
  partial(name: string, file: string, source: string, target: Target): void {
    this.#environment.registerPartial(name, this.#compile(file, source, target));
  }

  /** The template of a page. The result throws a {@link TemplateProblem} for a name that its view lacks. */
  page(file: string, source: string, target: Target): (view: object) => string {
    const render = this.#compile(file, source, target);
    return (view) => attempt(file, () => tidy(render(view), target));
  }

  #compile(file: string, source: string, target: Target): Handlebars.TemplateDelegate {
    return attempt(file, () =>
      this.#environment.compile(safeByDefault(this.#environment.parse(source), DEFAULT_HELPER[target]), {
        strict: true,
        noEscape: true,
        knownHelpers: KNOWN,
        knownHelpersOnly: true,
      }),
    );
  }
}

function attempt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateProblem) throw error;
    throw new TemplateProblem(file, (error as Error).message);
  }
}

/**
 * The arguments of a helper without the options that Handlebars puts behind them. Handlebars is strict about names that
 * stand alone and gives undefined for those that a helper is given; a view says "nothing" by null or an empty value.
 */
function given(args: readonly unknown[]): readonly unknown[] {
  const values = args.slice(0, -1);
  const missing = values.indexOf(undefined);
  if (missing < 0) return values;
  const { hash } = args.at(-1) as Handlebars.HelperOptions;
  throw new Error(`"${String(hash[NAMES]).split(' ')[missing]}" is nothing that this page knows`);
}

/** Hash argument that tells a helper what its arguments are called. */
const NAMES = 'names';

/** `{{text}}` without a helper is escaped for the target; `{{{text}}}` is finished text. */
function safeByDefault(program: hbs.AST.Program, helper: string): hbs.AST.Program {
  const visit = (block: hbs.AST.Program | undefined): void => {
    for (const statement of block?.body ?? []) {
      if (statement.type === 'BlockStatement') {
        const { program: inner, inverse } = statement as hbs.AST.BlockStatement;
        nameArguments(statement as hbs.AST.BlockStatement);
        visit(inner);
        visit(inverse);
      }
      if (statement.type === 'MustacheStatement') {
        escapeWith(statement as hbs.AST.MustacheStatement, helper);
        nameArguments(statement as hbs.AST.MustacheStatement);
      }
    }
  };
  visit(program);
  return program;
}

function escapeWith(statement: hbs.AST.MustacheStatement, helper: string): void {
  const path = statement.path as hbs.AST.PathExpression;
  if (!statement.escaped || statement.params.length > 0 || path.original in KNOWN) return;
  statement.params = [path];
  statement.path = { ...path, original: helper, parts: [helper], depth: 0, data: false };
}

function nameArguments(statement: hbs.AST.MustacheStatement | hbs.AST.BlockStatement): void {
  if (statement.params.length === 0) return;
  const { loc } = statement;
  const names = statement.params.map((param) => String((param as hbs.AST.PathExpression).original)).join(' ');
  const value: hbs.AST.StringLiteral = { type: 'StringLiteral', loc, value: names, original: names };
  const pair: hbs.AST.HashPair = { type: 'HashPair', loc, key: NAMES, value };
  // The parser leaves the hash out where a template has none, whatever the typings say.
  statement.hash = { type: 'Hash', loc, pairs: [...(statement.hash?.pairs ?? []), pair] };
}

/** A code block, trailing white space, or a gap of several lines. */
const LAYOUT = /(^(`{3,})[^\n]*\n(?:[\s\S]*?\n)?\2$)|[^\S\n]*\n(?:[^\S\n]*\n){2,}|[^\S\n]+$/gm;

/** Blocks that were left out leave no gaps: at most one empty line in a row outside code, one line break at the end. */
function tidy(text: string, target: Target): string {
  if (target === 'html') return `${text.trim()}\n`;
  const spaced = text.replace(LAYOUT, (layout, code) => code ?? (layout.includes('\n') ? '\n\n' : ''));
  return `${spaced.trim()}\n`;
}
