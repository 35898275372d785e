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
import { PRECOMPILED } from './precompiled.ts';
import type { Target } from './syntax.ts';
import { Templates } from './template.ts';

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

/** Templates that pages take in. */
const PARTIALS = { query, uses } as const;

/** Taken into the catalogue as they are. */
const TEXTS = { 'catalogue-style': catalogueStyle, 'catalogue-script': catalogueScript } as const;

export type PageTemplate = keyof typeof PAGES;
type TextTemplate = keyof typeof TEXTS;
type TemplateName = PageTemplate | TextTemplate | keyof typeof PARTIALS;

export interface TemplateSet {
  /** Fills in the template of a page. */
  render(template: PageTemplate, view: object): string;
  text(template: TextTemplate): string;
}

/** Path of a template within the folder of templates, where a team's own may stand. */
export function templatePath(name: TemplateName): string {
  return `runbooks/${name}.hbs`;
}

/** Every template that can be replaced. */
export const TEMPLATE_PATHS: readonly string[] = [
  ...keysOf(PAGES),
  ...keysOf(PARTIALS),
  ...keysOf(TEXTS),
].map(templatePath);

/** Templates with syntax, for the build to compile. */
export function builtInTemplates(): {
  readonly path: string;
  readonly text: string;
  readonly target: Target;
}[] {
  return [...keysOf(PAGES), ...keysOf(PARTIALS)].map((name) => ({
    path: templatePath(name),
    text: name in PAGES ? PAGES[name as PageTemplate] : PARTIALS[name as keyof typeof PARTIALS],
    target: targetOf(name),
  }));
}

function targetOf(name: TemplateName): Target {
  return name === 'catalogue' ? 'html' : 'markdown';
}

/** Each template is made ready when its first page is made; a team's own goes before the built-in one. */
export function loadTemplates(own: ReadonlyMap<string, string>): TemplateSet {
  refuseUnknown(own.keys());
  const templates = new Templates();
  const source = (path: string, builtIn: string) => own.get(path) ?? PRECOMPILED[path] ?? builtIn;
  for (const name of keysOf(PARTIALS)) {
    const path = templatePath(name);
    templates.partial(name, path, source(path, PARTIALS[name]), targetOf(name));
  }
  const ready = new Map<PageTemplate, (view: object) => string>();
  return {
    render(name, view) {
      const path = templatePath(name);
      const template = ready.get(name) ?? templates.page(path, source(path, PAGES[name]), targetOf(name));
      ready.set(name, template);
      return template(view);
    },
    text: (name) => own.get(templatePath(name)) ?? TEXTS[name],
  };
}

/** A template that replaces nothing is a slip of the pen: nobody would notice that it is never used. */
function refuseUnknown(paths: Iterable<string>): void {
  for (const path of paths) {
    if (!path.startsWith('runbooks/') || TEMPLATE_PATHS.includes(path)) continue;
    const meant = suggest(path, TEMPLATE_PATHS);
    throw new TemplateProblem(
      path,
      `it replaces none; ${meant === undefined ? `there are ${TEMPLATE_PATHS.join(', ')}` : `did you mean ${meant}?`}`,
    );
  }
}

function keysOf<K extends string>(of: Readonly<Record<K, string>>): K[] {
  return Object.keys(of) as K[];
}
