import alert from '../../../templates/runbooks/alert.hbs';
import cardinality from '../../../templates/runbooks/cardinality.hbs';
import index from '../../../templates/runbooks/index.hbs';
import labels from '../../../templates/runbooks/labels.hbs';
import metrics from '../../../templates/runbooks/metrics.hbs';
import operations from '../../../templates/runbooks/operations.hbs';
import query from '../../../templates/runbooks/query.hbs';
import recordings from '../../../templates/runbooks/recordings.hbs';
import slos from '../../../templates/runbooks/slos.hbs';
import uses from '../../../templates/runbooks/uses.hbs';
import { Templates } from './template.ts';

const PAGES = { index, alert, metrics, slos, labels, recordings, operations, cardinality } as const;

/** Templates that pages take in. */
const PARTIALS = { query, uses } as const;

export type PageTemplate = keyof typeof PAGES;
export type Render = (template: PageTemplate, view: object) => string;

/** Path of a template within the folder of templates, where a team's own may stand. */
export function templatePath(name: PageTemplate | keyof typeof PARTIALS): string {
  return `runbooks/${name}.hbs`;
}

/** Every template that can be replaced. */
export const TEMPLATE_PATHS: readonly string[] = [...keysOf(PAGES), ...keysOf(PARTIALS)].map(templatePath);

/** Each template is compiled when its first page is made; a team's own goes before the built-in one. */
export function loadTemplates(own: ReadonlyMap<string, string>): Render {
  const templates = new Templates();
  for (const name of keysOf(PARTIALS)) {
    const path = templatePath(name);
    templates.partial(name, path, own.get(path) ?? PARTIALS[name], 'markdown');
  }
  const compiled = new Map<PageTemplate, (view: object) => string>();
  return (name, view) => {
    const path = templatePath(name);
    const render = compiled.get(name) ?? templates.page(path, own.get(path) ?? PAGES[name], 'markdown');
    compiled.set(name, render);
    return render(view);
  };
}

function keysOf<K extends string>(of: Readonly<Record<K, string>>): K[] {
  return Object.keys(of) as K[];
}
