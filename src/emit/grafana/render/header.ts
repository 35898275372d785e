import {
  AnnotationQueryBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Model } from '../../../model/model.ts';
import { literal } from '../../../plan/panels/escape.ts';
import type { DashboardPlan, LabelVariable } from '../../../plan/panels/plan.ts';
import { capital, labelWords } from '../../../plan/panels/words.ts';
import * as promql from '../../../promql/build.ts';
import { print } from '../../../promql/print.ts';
import { LABEL } from '../../../slo/names.ts';
import { formatDuration } from '../../../spec/scalars.ts';
import { DATASOURCE } from './datasource.ts';

/** The choice of a Prometheus, which every panel reads from. */
export function datasourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
}

/** All dashboards of the service, found by their tag: those that a later spec adds too. */
export function dropdown(model: Model): DashboardLinkBuilder {
  return new DashboardLinkBuilder(literal(`All of ${model.service.title}`))
    .type(DashboardLinkType.Dashboards)
    .tags([model.service.name])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

/** Opens another dashboard with the same time range and choices. */
export function dashboardLink({ uid, title }: DashboardPlan): DashboardLinkBuilder {
  return new DashboardLinkBuilder(literal(title))
    .type(DashboardLinkType.Link)
    .icon('dashboard')
    .url(`/d/${uid}`)
    .includeVars(true)
    .keepTime(true);
}

/** A choice of values of a label, several or all. */
export function queryVariable({ label, from }: LabelVariable): QueryVariableBuilder {
  const definition = `label_values(${from}, ${label.name})`;
  return new QueryVariableBuilder(label.name)
    .label(literal(capital(labelWords(label.name))))
    .description(label.description ?? '')
    .datasource({ ...DATASOURCE })
    .query({ query: definition, refId: `variable-${label.name}` })
    .definition(definition)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(label.bound.kind === 'values' ? VariableSort.AlphabeticalAsc : VariableSort.NaturalAsc);
}

/** Marks when an alert of the service fires. */
export function firingAlerts(model: Model): AnnotationQueryBuilder {
  const alerts = promql.selector('ALERTS', [
    promql.matcher(LABEL.service, '=', model.service.name),
    promql.matcher('alertstate', '=', 'firing'),
  ]);
  return new AnnotationQueryBuilder()
    .name('Firing alerts')
    .datasource({ ...DATASOURCE })
    .enable(true)
    .hide(false)
    .iconColor('red')
    .expr(print(alerts))
    .step(formatDuration(model.service.ruleInterval))
    .titleFormat('{{alertname}}')
    .tagKeys('severity')
    .useValueForTime(false);
}

/** Annotations that a deployment posts to Grafana itself with these two tags. */
export function deployments(model: Model): AnnotationQueryBuilder {
  const target = { limit: 100, matchAny: false, tags: ['deployment', model.service.name], type: 'tags' };
  return new AnnotationQueryBuilder()
    .name('Deployments')
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .enable(true)
    .hide(false)
    .iconColor('blue')
    .target({ build: () => ({ ...target, _implementsDataqueryVariant: () => undefined }) });
}
