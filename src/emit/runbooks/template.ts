import Handlebars from 'handlebars';
import { TemplateProblem } from '../template-problem.ts';
import { HELPERS } from './helpers.ts';
import { COMPILE_OPTIONS, NAMES, parseTemplate, type Target } from './syntax.ts';

/** The text of a template, or what it was compiled to when the command was built. */
export type Source = string | TemplateSpecification;

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
  partial(name: string, file: string, source: Source, target: Target): void {
    this.#environment.registerPartial(name, this.#compile(file, source, target));
  }

  /** The template of a page. The result throws a {@link TemplateProblem} for a name that its view lacks. */
  page(file: string, source: Source, target: Target): (view: object) => string {
    const render = this.#compile(file, source, target);
    return (view) => attempt(file, () => tidy(render(view), target));
  }

  #compile(file: string, source: Source, target: Target): Handlebars.TemplateDelegate {
    if (typeof source !== 'string') return this.#environment.template(source);
    return attempt(file, () => this.#environment.compile(parseTemplate(source, target), COMPILE_OPTIONS));
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

/** A code block, trailing white space, or a gap of several lines. */
const LAYOUT = /(^(`{3,})[^\n]*\n(?:[\s\S]*?\n)?\2$)|[^\S\n]*\n(?:[^\S\n]*\n){2,}|[^\S\n]+$/gm;

/** Blocks that were left out leave no gaps: at most one empty line in a row outside code, one line break at the end. */
function tidy(text: string, target: Target): string {
  if (target === 'html') return `${text.trim()}\n`;
  const spaced = text.replace(LAYOUT, (layout, code) => code ?? (layout.includes('\n') ? '\n\n' : ''));
  return `${spaced.trim()}\n`;
}
