import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { print } from '../../../promql/print.ts';
import { formatDuration } from '../../../spec/scalars.ts';
import type { GrafanaContext } from '../context.ts';
import type { LinkDraft, PanelDraft, QueryDraft } from '../draft.ts';
import { literal } from '../escape.ts';
import type { Place } from '../layout.ts';
import { type LabelVariable, narrowed, narrowingLabels } from '../variables.ts';
import { labelWords, listed } from '../words.ts';
import { builderOf } from './builders.ts';
import { rangeMappings, thresholds } from './field.ts';
import { DATASOURCE, refId } from './refs.ts';

/** A panel at its place, with the dashboard's choices in its queries. */
export function renderPanel(
  context: GrafanaContext,
  draft: PanelDraft,
  id: number,
  place: Place,
  variables: readonly LabelVariable[],
): Panel {
  const builder = builderOf(draft)
    .id(id)
    .title(literal(draft.title))
    .description(describedWith(context, draft, variables))
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
    .targets(draft.queries.map((query, at) => targetOf(context, draft, query, refId(at), variables)));
  if (draft.decimals !== undefined) builder.decimals(draft.decimals);
  if (draft.min !== undefined) builder.min(draft.min);
  // A time series grows with its values; a maximum belongs to gauges and to what fills them.
  if (draft.max !== undefined && (draft.kind !== 'timeseries' || draft.stacked === true))
    builder.max(draft.max);
  return builder.build();
}

/** A panel that a choice at the top does not narrow says so. */
function describedWith(
  context: GrafanaContext,
  draft: PanelDraft,
  variables: readonly LabelVariable[],
): string {
  if (variables.length === 0 || draft.queries.length === 0) return draft.description;
  const narrowing = narrowingLabels(context, draft);
  const ignored = variables.filter(({ label }) => !narrowing.has(label.name));
  if (ignored.length === 0) return draft.description;
  const names = listed(ignored.map(({ label }) => labelWords(label.name)));
  return `${draft.description}\n\n*The choice of ${names} does not narrow this panel.*`;
}

/** Only lines are drawn across a time series: its curves have colours of their own. */
function lines(draft: PanelDraft) {
  return [{ from: Number.NEGATIVE_INFINITY, color: 'transparent' }, ...draft.limits];
}

function targetOf(
  context: GrafanaContext,
  panel: PanelDraft,
  query: QueryDraft,
  ref: string,
  variables: readonly LabelVariable[],
): DataqueryBuilder {
  const formats = { table: PromQueryFormat.Table, heatmap: PromQueryFormat.Heatmap } as const;
  const format =
    panel.kind === 'table' || panel.kind === 'heatmap' ? formats[panel.kind] : PromQueryFormat.TimeSeries;
  const builder = new DataqueryBuilder()
    .refId(ref)
    .datasource({ ...DATASOURCE })
    .expr(print(narrowed(context, query.expr, variables)))
    .legendFormat(query.legend)
    .format(format)
    .exemplar(query.exemplars === true);
  return query.when === 'instant' || panel.kind === 'table' ? builder.instant() : builder.range();
}

function panelLink({ title, url }: LinkDraft): DashboardLinkBuilder {
  return new DashboardLinkBuilder(literal(title)).type(DashboardLinkType.Link).url(url).targetBlank(true);
}
