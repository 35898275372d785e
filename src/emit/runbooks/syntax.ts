import Handlebars from 'handlebars';
import { HELPER_NAMES } from './helpers.ts';

/** What a template is written in: decides how `{{text}}` is escaped where no helper says it. */
export type Target = 'markdown' | 'html';

/** Hash argument that tells a helper what its arguments are called. */
export const NAMES = 'names';

const KNOWN = Object.fromEntries(HELPER_NAMES.map((name) => [name, true]));
const DEFAULT_HELPER = { markdown: 'md', html: 'html' } as const;

/** How templates are compiled: nothing is looked up that is not there, and nothing is escaped behind the helpers' back. */
export const COMPILE_OPTIONS = {
  strict: true,
  noEscape: true,
  knownHelpers: KNOWN,
  knownHelpersOnly: true,
} as const;

/** The syntax tree of a template: `{{text}}` without a helper is escaped for the target; `{{{text}}}` is finished text. */
export function parseTemplate(source: string, target: Target): hbs.AST.Program {
  return safeByDefault(Handlebars.parse(source), DEFAULT_HELPER[target]);
}

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
