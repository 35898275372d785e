import { describe, expect, test } from 'vitest';
import type { V2Resource } from '../../src/emit/grafana/v2.ts';
import { modelOf, referenceSpec } from '../support/model.ts';
import { dashboardsOf, panelsOf, rowsOf, targetsOf } from './dashboards.ts';

const classic = dashboardsOf(modelOf(referenceSpec()));
const inV2 = dashboardsOf<V2Resource>(
  modelOf(referenceSpec().replace('dir: grafana\n', 'dir: grafana\n    schema: v2\n')),
);
const pairs = classic.map((dashboard, index) => {
  const v2 = inV2[index];
  if (v2 === undefined) throw new Error(`${dashboard.uid} has no v2 form`);
  return { uid: dashboard.uid ?? '', dashboard, v2 };
});

function placed({ spec }: V2Resource) {
  if (spec.layout.kind !== 'RowsLayout') throw new Error(`the layout is ${spec.layout.kind}`);
  return spec.layout.spec.rows.map(({ spec: row }) => {
    if (row.layout.kind !== 'GridLayout') throw new Error(`the row is laid out by ${row.layout.kind}`);
    return {
      title: row.title,
      collapse: row.collapse,
      items: row.layout.spec.items.map(({ spec: item }) => item),
    };
  });
}

describe.each(pairs)('$uid in the v2 schema', ({ dashboard, v2 }) => {
  test('is a resource named by its uid', () => {
    expect(v2).toMatchObject({
      apiVersion: 'dashboard.grafana.app/v2',
      kind: 'Dashboard',
      metadata: { name: dashboard.uid },
      spec: { title: dashboard.title, editable: false },
    });
  });

  test('has every panel once, with its queries and its place in the row', () => {
    const rows = placed(v2);
    expect(rows.map(({ title, collapse }) => ({ title, collapse }))).toEqual(
      rowsOf(dashboard).map(({ row }) => ({ title: row.title, collapse: row.collapsed })),
    );
    const names = rows.flatMap(({ items }) => items.map(({ element }) => element.name));
    expect(names.toSorted()).toEqual(Object.keys(v2.spec.elements).toSorted());
    expect(names).toHaveLength(panelsOf(dashboard).length);
    for (const { items } of rows) expect(Math.min(...items.map(({ y }) => y))).toBe(0);
    for (const panel of panelsOf(dashboard)) {
      const element = v2.spec.elements[`panel-${panel.id}`];
      if (element?.kind !== 'Panel') throw new Error(`panel ${panel.id} is missing`);
      const { title, data, vizConfig } = element.spec;
      expect({ title, type: vizConfig.group }).toEqual({ title: panel.title, type: panel.type });
      expect(data.spec.queries.map(({ spec }) => [spec.refId, spec.query.spec.expr])).toEqual(
        targetsOf(panel).map(({ refId, expr }) => [refId, expr]),
      );
    }
  });

  test('keeps the variables, the links and the annotations', () => {
    expect(v2.spec.variables.map(({ spec }) => spec.name)).toEqual(
      (dashboard.templating.list ?? []).map(({ name }) => name),
    );
    expect(v2.spec.links.map(({ title }) => title)).toEqual(
      (dashboard.links ?? []).map(({ title }) => title),
    );
    expect(v2.spec.annotations.map(({ spec }) => spec.name)).toEqual(['Firing alerts', 'Deployments']);
  });
});
