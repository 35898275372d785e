import type { EmitInput } from '../emitters.ts';
import type { OutputFile } from '../output.ts';
import { alertView } from './alert-page.ts';
import { alertPage } from './pages.ts';
import { Site } from './site.ts';
import { loadTemplates } from './templates.ts';

/**
 * Runbooks, reference pages and the catalogue, under the folder of `outputs.runbooks`; nothing without one.
 * @throws TemplateProblem for a template of the team's own that does not compile, or names what no view has
 */
export function emitRunbooks({ model, plan, templates }: EmitInput): readonly OutputFile[] {
  const dir = model.outputs.runbooks?.dir;
  if (dir === undefined) return [];
  const site = new Site(model, plan);
  const render = loadTemplates(templates);
  const file = (page: string, content: string): OutputFile => ({
    kind: 'runbooks',
    path: `${dir}/${page}`,
    content,
  });
  return [
    ...site.usage.alerts.map((entry) => file(alertPage(entry.name), render('alert', alertView(site, entry)))),
  ];
}
