import Handlebars from 'handlebars';
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

/** A template that cannot be compiled or filled in. */
export class TemplateProblem extends Error {
  readonly file: string;

  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.file = file;
  }
}

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

const KNOWN = Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true]));
const DEFAULT_HELPER = { markdown: 'md', html: 'html' } as const;

/** Compiled templates with the partials that they share. */
export class Templates {
  readonly #environment = Handlebars.create();

  constructor() {
    for (const [name, helper] of Object.entries(HELPERS)) {
      // Handlebars hands its options over as one argument more.
      const escapeWith = helper as (...args: readonly string[]) => string;
      this.#environment.registerHelper(name, (...args: unknown[]) =>
        escapeWith(...args.slice(0, -1).map(String)),
      );
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

/** `{{text}}` without a helper is escaped for the target; `{{{text}}}` is finished text. */
function safeByDefault(program: hbs.AST.Program, helper: string): hbs.AST.Program {
  const visit = (block: hbs.AST.Program | undefined): void => {
    for (const statement of block?.body ?? []) {
      if (statement.type === 'BlockStatement') {
        const { program: inner, inverse } = statement as hbs.AST.BlockStatement;
        visit(inner);
        visit(inverse);
      }
      if (statement.type === 'MustacheStatement') wrap(statement as hbs.AST.MustacheStatement, helper);
    }
  };
  visit(program);
  return program;
}

function wrap(statement: hbs.AST.MustacheStatement, helper: string): void {
  const path = statement.path as hbs.AST.PathExpression;
  if (!statement.escaped || statement.params.length > 0 || path.original in KNOWN) return;
  statement.params = [path];
  statement.path = { ...path, original: helper, parts: [helper], depth: 0, data: false };
}

/** Blocks that were left out leave no gaps: at most one empty line in a row outside code, one line break at the end. */
function tidy(text: string, target: Target): string {
  if (target === 'html') return `${text.trim()}\n`;
  const parts = text.split(/^(`{3,}[\s\S]*?\n`{3,})$/m);
  const spaced = parts.map((part, index) =>
    index % 2 === 1 ? part : part.replace(/[^\S\n]+$/gm, '').replace(/\n{3,}/g, '\n\n'),
  );
  return `${spaced.join('').trim()}\n`;
}
