import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../plan/plan.ts';
import type { OutputFile } from '../output.ts';
import { alertView } from './alert-page.ts';
import { cardinalityView } from './cardinality-page.ts';
import { catalogueView } from './catalogue/view.ts';
import { indexView } from './index-page.ts';
import { labelsView } from './label-page.ts';
import { externalView, groupView } from './metric-page.ts';
import { operationsView } from './operation-page.ts';
import * as pages from './pages.ts';
import { recordingsView } from './recording-page.ts';
import { Site } from './site.ts';
import { slosView } from './slo-page.ts';
import { loadTemplates, type TemplateSet } from './templates.ts';

/**
 * Runbooks, reference pages and the catalogue, under the folder of `outputs.runbooks`; nothing without one.
 * `templates` are a team's own, by path within their folder, such as `runbooks/alert.hbs`.
 * @throws TemplateProblem for a template that replaces none, does not compile, or names what its page does not know
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

/** Pages that would be empty are left out. */
function pagesOf(site: Site, templates: TemplateSet): (readonly [page: string, content: string])[] {
  const { model, usage } = site;
  const { render } = templates;
  const catalogue = catalogueView(
    site,
    templates.text('catalogue-style'),
    templates.text('catalogue-script'),
  );
  const groups = model.groups.filter(({ name }) =>
    [...model.metrics.values()].some(({ group }) => group === name),
  );
  return [
    [pages.INDEX_PAGE, render('index', indexView(site))],
    ...usage.alerts.map(
      (entry) => [pages.alertPage(entry.name), render('alert', alertView(site, entry))] as const,
    ),
    ...groups.map(
      (group) => [pages.groupPage(group.name), render('metrics', groupView(site, group))] as const,
    ),
    ...optional(model.external.size, pages.EXTERNAL_PAGE, () => render('metrics', externalView(site))),
    ...optional(model.slos.length, pages.SLO_PAGE, () => render('slos', slosView(site))),
    ...optional(model.labels.size, pages.LABEL_PAGE, () => render('labels', labelsView(site))),
    ...optional(model.recordings.length, pages.RECORDING_PAGE, () =>
      render('recordings', recordingsView(site)),
    ),
    ...optional(model.operations.length, pages.OPERATION_PAGE, () =>
      render('operations', operationsView(site)),
    ),
    [pages.CARDINALITY_PAGE, render('cardinality', cardinalityView(site))],
    [pages.CATALOGUE_PAGE, render('catalogue', catalogue)],
  ];
}

function optional(count: number, page: string, content: () => string): (readonly [string, string])[] {
  return count === 0 ? [] : [[page, content()]];
}
