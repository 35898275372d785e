import { TableCellDisplayMode, TableCellHeight } from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { PanelPlan, TableColumns } from '../../../plan/panels/plan.ts';
import { fieldColor, thresholdSteps, wordMapping } from './field.ts';

/** One line for each set of labels, one column for each query. */
export function tablePanel(draft: PanelPlan): PanelBuilder {
  const builder = new PanelBuilder()
    .showHeader(true)
    .cellHeight(TableCellHeight.Sm)
    .colorScheme(fieldColor('thresholds'))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: organized(draft.columns ?? usualColumns(draft)) });
  for (const [column, properties] of overridesOf(draft)) builder.overrideByName(column, properties);
  return builder;
}

/** A table of one query: the time is that of the dashboard, and the value needs a name. */
function usualColumns({ queries }: PanelPlan): TableColumns {
  const value = queries.length === 1 ? 'Value' : 'Value #A';
  return {
    renamed: new Map([[value, 'Now']]),
    hidden: ['Time'],
    units: new Map(),
    colored: new Map(),
    words: new Map(),
  };
}

function organized({ renamed, hidden }: TableColumns) {
  return {
    excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
    indexByName: Object.fromEntries([...renamed.keys()].map((name, index) => [name, index])),
    renameByName: Object.fromEntries(renamed),
  };
}

function overridesOf({ columns }: PanelPlan): Map<string, DynamicConfigValue[]> {
  const overrides = new Map<string, DynamicConfigValue[]>();
  if (columns === undefined) return overrides;
  const add = (column: string, ...properties: DynamicConfigValue[]) => {
    overrides.set(column, [...(overrides.get(column) ?? []), ...properties]);
  };
  for (const [column, words] of columns.words) add(column, { id: 'mappings', value: [wordMapping(words)] });
  for (const [column, unit] of columns.units) add(column, { id: 'unit', value: unit });
  for (const [column, steps] of columns.colored) {
    add(
      column,
      { id: 'thresholds', value: { mode: 'absolute', steps: thresholdSteps(steps) } },
      { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
    );
  }
  return overrides;
}
