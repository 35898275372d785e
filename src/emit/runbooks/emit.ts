import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../plan/plan.ts';
import type { OutputFile } from '../output.ts';
import { alertView } from './alert-page.ts';
import { cardinalityView } from './cardinality-page.ts';
import { catalogueView } from './catalogue.ts';
import { indexView } from './index-page.ts';
import { externalView, groupView, ownView } from './metric-page.ts';
import { slosView } from './objective-page.ts';
import { labelsView, operationsView, recordingsView } from './reference-pages.ts';
import { PAGE, Site } from './site.ts';
import { loadTemplates, type TemplateSet } from './templates.ts';

/**
 * Runbooks, reference pages and the catalogue, in the folder of `outputs.runbooks`; nothing without one.
 * `templates` are a team's own, by path within their folder, such as `runbooks/alert.hbs`.
 * @throws TemplateProblem for a template that replaces none, does not compile, or uses a name that its page does not know
 */
export function emitRunbooks(
  model: Model,
  plan: RulePlan,
  templates: ReadonlyMap<string, string> = new Map(),
): readonly OutputFile[] {
  const dir = model.outputs.runbooks?.dir;
  if (dir === undefined) return [];
  const site = new Site(model, plan);
  return pagesOf(site, loadTemplates(templates)).map(([page, content]) => ({
    kind: 'runbooks',
    path: `${dir}/${page}`,
    content,
  }));
}

/** Empty pages are left out. */
function pagesOf(site: Site, { render, text }: TemplateSet): (readonly [page: string, content: string])[] {
  const { model, usage } = site;
  const some = (count: number, page: string, content: () => string) =>
    count === 0 ? [] : [[page, content()] as const];
  return [
    [PAGE.index, render('index', indexView(site))],
    ...usage.alerts.map(
      (entry) => [PAGE.alert(entry.name), render('alert', alertView(site, entry))] as const,
    ),
    ...model.groups.flatMap((group) =>
      some(site.metricsOf(group.name).length, PAGE.group(group.name), () =>
        render('metrics', groupView(site, group)),
      ),
    ),
    ...some(model.external.size, PAGE.external, () => render('metrics', externalView(site))),
    ...some(model.own.size, PAGE.own, () => render('metrics', ownView(site))),
    ...some(model.slos.length, PAGE.slos, () => render('slos', slosView(site))),
    ...some(model.labels.size, PAGE.labels, () => render('labels', labelsView(site))),
    ...some(model.recordings.length, PAGE.recordings, () => render('recordings', recordingsView(site))),
    ...some(model.operations.length, PAGE.operations, () => render('operations', operationsView(site))),
    [PAGE.cardinality, render('cardinality', cardinalityView(site))],
    [
      PAGE.catalogue,
      render('catalogue', catalogueView(site, text('catalogue-style'), text('catalogue-script'))),
    ],
  ];
}
