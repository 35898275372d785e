import alert from '../../../templates/runbooks/alert.hbs';
import query from '../../../templates/runbooks/query.hbs';
import { type Target, Templates } from './template.ts';

const BUILT_IN = { alert, query } as const;

/** Templates that others take in. */
const PARTIALS: ReadonlySet<string> = new Set<TemplateName>(['query']);

export type TemplateName = keyof typeof BUILT_IN;

/** Path of a template within the folder of templates, where a team's own may stand. */
export function templatePath(name: TemplateName): string {
  return `runbooks/${name}.hbs`;
}

/** Compiles each template when its first page is made; a team's own goes before the built-in one. */
export function loadTemplates(
  own: ReadonlyMap<string, string>,
): (name: TemplateName, view: object) => string {
  const templates = new Templates();
  const source = (name: TemplateName) => own.get(templatePath(name)) ?? BUILT_IN[name];
  for (const name of PARTIALS)
    templates.partial(name, templatePath(name as TemplateName), source(name as TemplateName), 'markdown');
  const compiled = new Map<TemplateName, (view: object) => string>();
  return (name, view) => {
    const known = compiled.get(name);
    const target: Target = 'markdown';
    const render = known ?? templates.page(templatePath(name), source(name), target);
    compiled.set(name, render);
    return render(view);
  };
}
