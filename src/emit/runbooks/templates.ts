import alert from '../../../templates/runbooks/alert.hbs';
import cardinality from '../../../templates/runbooks/cardinality.hbs';
import catalogue from '../../../templates/runbooks/catalogue.hbs';
import catalogueScript from '../../../templates/runbooks/catalogue-script.hbs';
import catalogueStyle from '../../../templates/runbooks/catalogue-style.hbs';
import index from '../../../templates/runbooks/index.hbs';
import labels from '../../../templates/runbooks/labels.hbs';
import metrics from '../../../templates/runbooks/metrics.hbs';
import operations from '../../../templates/runbooks/operations.hbs';
import query from '../../../templates/runbooks/query.hbs';
import recordings from '../../../templates/runbooks/recordings.hbs';
import slos from '../../../templates/runbooks/slos.hbs';
import uses from '../../../templates/runbooks/uses.hbs';
import { suggest } from '../../finding/suggest.ts';
import { TemplateProblem } from '../template-problem.ts';
import { precompile, type Target, Templates } from './handlebars.ts';
import { PRECOMPILED } from './precompiled.ts';

const PAGES = {
  index,
  alert,
  metrics,
  slos,
  labels,
  recordings,
  operations,
  cardinality,
  catalogue,
} as const;

/** Templates that pages include. */
const PARTIALS = { query, uses } as const;

/** Included literally in the catalogue. */
const TEXTS = { 'catalogue-style': catalogueStyle, 'catalogue-script': catalogueScript } as const;

type PageTemplate = keyof typeof PAGES;
type TextTemplate = keyof typeof TEXTS;

export interface TemplateSet {
  /** Fills in the template of a page. */
  render(template: PageTemplate, view: object): string;
  text(template: TextTemplate): string;
}

/** Every template that can be replaced, by its path within the folder of templates. */
export const TEMPLATE_PATHS: readonly string[] = [PAGES, PARTIALS, TEXTS].flatMap(Object.keys).map(pathOf);

function pathOf(name: string): string {
  return `runbooks/${name}.hbs`;
}

function targetOf(name: string): Target {
  return name === 'catalogue' ? 'html' : 'markdown';
}

/** The source of the module that stands in for `precompiled.ts` in a build. */
export function precompiledModule(): string {
  const entries = Object.entries({ ...PAGES, ...PARTIALS }).map(
    ([name, text]) => `${JSON.stringify(pathOf(name))}: ${precompile(text, targetOf(name))}`,
  );
  return `export const PRECOMPILED = {\n${entries.join(',\n')}\n};\n`;
}

/** Each template is compiled when its first page is rendered; a team's own replaces the built-in one. */
export function loadTemplates(own: ReadonlyMap<string, string>): TemplateSet {
  refuseUnknown(own.keys());
  const templates = new Templates();
  const sourceOf = (path: string, builtIn: string) => own.get(path) ?? PRECOMPILED[path] ?? builtIn;
  for (const [name, text] of Object.entries(PARTIALS)) {
    const path = pathOf(name);
    templates.partial(name, path, sourceOf(path, text), targetOf(name));
  }
  const ready = new Map<PageTemplate, (view: object) => string>();
  return {
    render(name, view) {
      const path = pathOf(name);
      const template = ready.get(name) ?? templates.page(path, sourceOf(path, PAGES[name]), targetOf(name));
      ready.set(name, template);
      return template(view);
    },
    text: (name) => own.get(pathOf(name)) ?? TEXTS[name],
  };
}

/** A template that replaces nothing is a mistake that would go unnoticed. */
function refuseUnknown(paths: Iterable<string>): void {
  for (const path of paths) {
    if (!path.startsWith('runbooks/') || TEMPLATE_PATHS.includes(path)) continue;
    const meant = suggest(path, TEMPLATE_PATHS);
    const fix =
      meant === undefined ? `the templates are ${TEMPLATE_PATHS.join(', ')}` : `did you mean ${meant}?`;
    throw new TemplateProblem(path, `there is no built-in template of that name; ${fix}`);
  }
}
