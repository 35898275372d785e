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
  References,
} from './escape.ts';

/** What a template is written in: decides how `{{text}}` is escaped where no helper says it. */
export type Target = 'markdown' | 'html';

/** The text of a template, or what it was compiled to when the command was built. */
type Source = string | TemplateSpecification;

/** Each gives finished text of its target. */
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

/** The helper whose links have their addresses at the end of the page. */
const LINK_BELOW = 'linkBelow';

/** All helpers of templates. */
export const HELPER_NAMES: readonly string[] = [...Object.keys(HELPERS), LINK_BELOW];

const KNOWN = new Set(HELPER_NAMES);
const DEFAULT_HELPER = { markdown: 'md', html: 'html' } as const;

/** Nothing is looked up that is not there, and nothing is escaped behind the helpers' back. */
const COMPILE_OPTIONS = {
  strict: true,
  noEscape: true,
  knownHelpers: Object.fromEntries(HELPER_NAMES.map((name) => [name, true])),
  knownHelpersOnly: true,
} as const;

/** What objects inherit is not there either. @see https://handlebarsjs.com/api-reference/runtime-options.html */
const OWN_ONLY = { allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false } as const;

/** Hash argument that tells a helper what its arguments are called. */
const NAMES = 'names';

/** Compiled templates with the partials that they share. */
export class Templates {
  readonly #environment = Handlebars.create();

  constructor() {
    for (const [name, helper] of Object.entries(HELPERS)) {
      const escapeWith = helper as (...args: readonly string[]) => string;
      this.#environment.registerHelper(name, (...args: unknown[]) => escapeWith(...given(args).map(String)));
    }
    this.#environment.registerHelper(LINK_BELOW, (...args: unknown[]) => {
      const [text = '', href = ''] = given(args).map(String);
      const { data } = args.at(-1) as Handlebars.HelperOptions;
      return (data.references as References).link(markdown(text), href);
    });
    for (const name of ['if', 'unless', 'each', 'with'] as const) {
      const block = Handlebars.helpers[name] as (...args: unknown[]) => unknown;
      this.#environment.registerHelper(name, function (this: unknown, ...args: unknown[]) {
        given(args);
        return block.apply(this, args);
      });
    }
  }

  /** Makes a template available to others as `{{> name}}`. */
  partial(name: string, file: string, source: Source, target: Target): void {
    this.#environment.registerPartial(name, this.#compile(file, source, target));
  }

  /** The template of a page. The result throws a {@link TemplateProblem} for a name that its view lacks. */
  page(file: string, source: Source, target: Target): (view: object) => string {
    const render = this.#compile(file, source, target);
    return (view) => {
      const references = new References();
      const text = attempt(file, () => tidy(render(view, { data: { references }, ...OWN_ONLY }), target));
      return text + references.definitions();
    };
  }

  #compile(file: string, source: Source, target: Target): Handlebars.TemplateDelegate {
    if (typeof source !== 'string') return this.#environment.template(source);
    return attempt(file, () => this.#environment.compile(parse(source, target), COMPILE_OPTIONS));
  }
}

/** JavaScript of a template that {@link Templates} takes as its source. */
export function precompile(source: string, target: Target): string {
  return String(Handlebars.precompile(parse(source, target), COMPILE_OPTIONS));
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
  throw new Error(`"${String(hash[NAMES]).split(' ')[missing]}" is not a name that this page knows`);
}

/** The syntax tree of a template: `{{text}}` without a helper is escaped for the target; `{{{text}}}` is finished text. */
function parse(source: string, target: Target): hbs.AST.Program {
  const program = Handlebars.parse(source);
  escapeByDefault(program, DEFAULT_HELPER[target]);
  return program;
}

function escapeByDefault(program: hbs.AST.Program | undefined, helper: string): void {
  for (const statement of program?.body ?? []) {
    if (statement.type === 'BlockStatement') {
      const block = statement as hbs.AST.BlockStatement;
      nameArguments(block);
      escapeByDefault(block.program, helper);
      escapeByDefault(block.inverse, helper);
    }
    if (statement.type === 'MustacheStatement') {
      escapeWith(statement as hbs.AST.MustacheStatement, helper);
      nameArguments(statement as hbs.AST.MustacheStatement);
    }
  }
}

function escapeWith(statement: hbs.AST.MustacheStatement, helper: string): void {
  const path = statement.path as hbs.AST.PathExpression;
  if (!statement.escaped || statement.params.length > 0 || KNOWN.has(path.original)) return;
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
