import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { literal } from '../../../plan/panels/escape.ts';
import type { PanelLink, PanelPlan, PanelQuery } from '../../../plan/panels/plan.ts';
import { refId } from '../../../plan/panels/refs.ts';
import { print } from '../../../promql/print.ts';
import { formatDuration } from '../../../spec/scalars.ts';
import type { Place } from '../layout.ts';
import { builderOf } from './builders.ts';
import { DATASOURCE } from './datasource.ts';
import { rangeMappings, thresholds } from './field.ts';

/** A panel at its place, with the dashboard's choices in its queries. */
export function renderPanel(draft: PanelPlan, id: number, place: Place): Panel {
  const builder = builderOf(draft)
    .id(id)
    .title(literal(draft.title))
    .description(draft.description)
    .gridPos({ ...place })
    .links(draft.links.map(panelLink));
  if (draft.kind === 'text') return builder.build();
  const marked = draft.kind === 'timeseries' ? lines(draft) : draft.steps;
  builder
    .datasource({ ...DATASOURCE })
    .interval(formatDuration(draft.interval))
    .unit(draft.unit)
    .noValue(draft.noValue)
    .mappings(rangeMappings(draft.meanings))
    .thresholds(thresholds(marked))
    .targets(draft.queries.map((query, at) => targetOf(draft, query, refId(at))));
  if (draft.decimals !== undefined) builder.decimals(draft.decimals);
  if (draft.min !== undefined) builder.min(draft.min);
  // A time series grows with its values; a maximum belongs to gauges and to what fills them.
  if (draft.max !== undefined && (draft.kind !== 'timeseries' || draft.stacked === true))
    builder.max(draft.max);
  return builder.build();
}

/** Only lines are drawn across a time series: its curves have colours of their own. */
function lines(draft: PanelPlan) {
  return [{ from: Number.NEGATIVE_INFINITY, color: 'transparent' }, ...draft.limits];
}

function targetOf(panel: PanelPlan, query: PanelQuery, ref: string): DataqueryBuilder {
  const formats = { table: PromQueryFormat.Table, heatmap: PromQueryFormat.Heatmap } as const;
  const format =
    panel.kind === 'table' || panel.kind === 'heatmap' ? formats[panel.kind] : PromQueryFormat.TimeSeries;
  const builder = new DataqueryBuilder()
    .refId(ref)
    .datasource({ ...DATASOURCE })
    .expr(print(query.narrowed ?? query.expr))
    .legendFormat(query.legend)
    .format(format)
    .exemplar(query.exemplars === true);
  return query.when === 'instant' || panel.kind === 'table' ? builder.instant() : builder.range();
}

function panelLink({ title, url }: PanelLink): DashboardLinkBuilder {
  return new DashboardLinkBuilder(literal(title)).type(DashboardLinkType.Link).url(url).targetBlank(true);
}
