import type { Panel, Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import { type Target, targetsOf } from '../dashboards.ts';
import type { Series } from '../prometheus.ts';
import { escaped, formatted, svgFree } from './html.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Curve {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: number])[];
}

const PALETTE = [
  '#73bf69',
  '#f2cc0c',
  '#5794f2',
  '#ff9830',
  '#f2495c',
  '#b877d9',
  '#8ab8ff',
  '#ffa6b0',
  '#c0d8ff',
];
const NAMED: Readonly<Record<string, string>> = {
  green: '#73bf69',
  orange: '#ff9830',
  red: '#f2495c',
  blue: '#5794f2',
  yellow: '#fade2a',
  text: '#ccccdc',
};

/** What a panel shows of its results. */
export function drawingOf(panel: Panel, results: readonly (readonly Series[])[], size: Size): string {
  const curves = targetsOf(panel).flatMap((target, at) =>
    (results[at] ?? []).map((one) => curveOf(one, target)),
  );
  if (curves.length === 0) return svgFree(panel.fieldConfig?.defaults.noValue ?? '');
  switch (panel.type) {
    case 'timeseries':
      return timeSeries(panel, curves, size);
    case 'heatmap':
      return heatmap(panel, curves, size);
    case 'state-timeline':
      return states(panel, curves, size);
    case 'bargauge':
      return bars(panel, curves);
    case 'table':
      return table(panel, results);
    default:
      return numbers(panel, curves);
  }
}

function curveOf({ metric, values }: Series, { legendFormat }: Target): Curve {
  const name = legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '');
  return { name, labels: metric, values: values.map(([time, value]) => [time, Number(value)] as const) };
}

function unitOf(panel: Panel): string | undefined {
  return panel.fieldConfig?.defaults.unit;
}

function lastOf({ values }: Curve): number {
  return values.at(-1)?.[1] ?? Number.NaN;
}

function colorAt(panel: Panel, value: number): string {
  const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
  const step = steps.filter((one) => one.value === null || one.value <= value).at(-1);
  return NAMED[step?.color ?? 'text'] ?? '#ccccdc';
}

function timeSeries(panel: Panel, curves: readonly Curve[], { width, height }: Size): string {
  const plot = { left: 62, bottom: 18, height: height - 36, width: width - 62 };
  const limits = (panel.fieldConfig?.defaults.thresholds?.steps ?? []).filter(({ value }) => value !== null);
  const shown = panel.fieldConfig?.defaults.custom?.thresholdsStyle?.mode === 'off' ? [] : limits;
  const all = curves.flatMap(({ values }) => values.map(([, value]) => value)).filter(Number.isFinite);
  const soft: number = panel.fieldConfig?.defaults.custom?.axisSoftMax ?? Number.NEGATIVE_INFINITY;
  const top = Math.max(...all, soft, panel.fieldConfig?.defaults.min ?? Number.NEGATIVE_INFINITY) || 1;
  const floor = Math.min(...all, panel.fieldConfig?.defaults.min ?? Number.POSITIVE_INFINITY);
  const span = top - floor || 1;
  const times = curves.flatMap(({ values }) => values.map(([time]) => time));
  const [start, end] = [Math.min(...times), Math.max(...times)];
  const x = (time: number) => plot.left + ((time - start) / (end - start || 1)) * plot.width;
  const y = (value: number) => plot.height - ((value - floor) / span) * (plot.height - 8);
  const lines = curves.map(({ values }, index) => {
    const points = values.filter(([, value]) => Number.isFinite(value)).map(([t, v]) => `${x(t)},${y(v)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${PALETTE[index % PALETTE.length]}"/>`;
  });
  const ticks = [floor, floor + span / 2, top].map(
    (value) =>
      `<text x="0" y="${y(value) + 4}" fill="#8e8e99" font-size="10">${escaped(formatted(value, unitOf(panel)))}</text>` +
      `<line x1="${plot.left}" x2="${width}" y1="${y(value)}" y2="${y(value)}" stroke="#24272d"/>`,
  );
  const marks = shown.map((step) => limitLine(step, y, plot.left, width));
  const legend = curves.map(
    ({ name }, i) => `<span style="color:${PALETTE[i % PALETTE.length]}">▬</span> ${escaped(name)}`,
  );
  return `<svg width="${width}" height="${plot.height}">${ticks.join('')}${lines.join('')}${marks.join('')}</svg><div class="legend">${legend.join(' &nbsp; ')}</div>`;
}

function limitLine(
  { value, color }: Threshold,
  y: (value: number) => number,
  left: number,
  right: number,
): string {
  const at = y(value ?? 0);
  return `<line x1="${left}" x2="${right}" y1="${at}" y2="${at}" stroke="${NAMED[color] ?? color}" stroke-dasharray="6 4"/>`;
}

function heatmap(panel: Panel, curves: readonly Curve[], { width, height }: Size): string {
  const sorted = curves.toSorted((a, b) => boundOf(a) - boundOf(b));
  const columns = Math.max(...sorted.map(({ values }) => values.length));
  const cell = { w: (width - 62) / columns, h: (height - 8) / sorted.length };
  const own = sorted.map(({ values }, row) =>
    values.map(([, value], at) => Math.max(0, value - (sorted[row - 1]?.values[at]?.[1] ?? 0))),
  );
  const most = Math.max(...own.flat(), 1e-9);
  const cells = own.flatMap((row, index) =>
    row.map((value, at) => {
      const place = `x="${62 + at * cell.w}" y="${height - 8 - (index + 1) * cell.h}"`;
      return `<rect ${place} width="${cell.w - 1}" height="${cell.h - 1}" fill="#ff9830" opacity="${Math.sqrt(value / most)}"/>`;
    }),
  );
  const names = sorted.map(
    ({ labels }, index) =>
      `<text x="0" y="${height - 8 - index * cell.h - 2}" fill="#8e8e99" font-size="10">${escaped(boundText(labels['le'] ?? '', panel))}</text>`,
  );
  return `<svg width="${width}" height="${height}">${cells.join('')}${names.join('')}</svg>`;
}

function boundOf({ labels }: Curve): number {
  return labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels['le']);
}

function boundText(le: string, panel: Panel): string {
  return le === '+Inf' ? le : formatted(Number(le), panel.options?.yAxis?.unit);
}

interface RangeMapping {
  readonly options: {
    readonly from: number | null;
    readonly to: number | null;
    readonly result: { readonly text: string; readonly color: string };
  };
}

function states(panel: Panel, curves: readonly Curve[], { width, height }: Size): string {
  const mappings = (panel.fieldConfig?.defaults.mappings ?? []) as unknown as readonly RangeMapping[];
  const line = Math.min(24, height / curves.length);
  const left = 270;
  const rows = curves.flatMap(({ name, values }, index) => {
    const w = (width - left) / values.length;
    const blocks = values.map(([, value], at) => {
      const meaning = mappings.find(
        ({ options }) => (options.from ?? -Infinity) <= value && value <= (options.to ?? Infinity),
      );
      const color =
        meaning === undefined ? colorAt(panel, value) : (NAMED[meaning.options.result.color] ?? 'gray');
      const text =
        at === 0
          ? `<text x="${left + 4}" y="${index * line + line * 0.65}" font-size="10" fill="#111">${escaped(meaning?.options.result.text ?? String(value))}</text>`
          : '';
      return `<rect x="${left + at * w}" y="${index * line + 2}" width="${w + 0.5}" height="${line - 4}" fill="${color}" opacity=".85"/>${text}`;
    });
    return [
      `<text x="0" y="${index * line + line * 0.65}" font-size="11" fill="#ccccdc">${escaped(name)}</text>`,
      ...blocks.toReversed(),
    ];
  });
  return `<svg width="${width}" height="${height}">${rows.join('')}</svg>`;
}

function bars(panel: Panel, curves: readonly Curve[]): string {
  const most = Math.max(...curves.map(lastOf), 1e-9);
  return curves
    .map((curve, index) => {
      const value = lastOf(curve);
      const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
      const color = steps.length > 1 ? colorAt(panel, value) : PALETTE[index % PALETTE.length];
      return `<div>${escaped(curve.name)} <b>${formatted(value, unitOf(panel))}</b><div class="bar" style="width:${(80 * value) / most}%;background:${color}"></div></div>`;
    })
    .slice(0, 9)
    .join('');
}

function numbers(panel: Panel, curves: readonly Curve[]): string {
  const shown = curves.map((curve) => {
    const value = lastOf(curve);
    const name = curves.length > 1 ? ` <small>${escaped(curve.name)}</small>` : '';
    return `<span style="color:${colorAt(panel, value)}">${formatted(value, unitOf(panel))}${name}</span>`;
  });
  const ring = panel.type === 'gauge' ? '<small>◜◝ gauge</small>' : '';
  return `<div class="big">${ring}${shown.join('')}</div>`;
}

interface Override {
  readonly matcher: { readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

function table(panel: Panel, results: readonly (readonly Series[])[]): string {
  const rename = (panel.transformations?.at(-1)?.options?.renameByName ?? {}) as Record<string, string>;
  const overrides = (panel.fieldConfig?.overrides ?? []) as unknown as readonly Override[];
  const property = (column: string, id: string) =>
    overrides.find(({ matcher }) => matcher.options === column)?.properties.find((one) => one.id === id)
      ?.value;
  const rows = new Map<string, Map<string, string>>();
  for (const [at, result] of results.entries()) {
    const value = results.length === 1 ? 'Value' : `Value #${targetsOf(panel)[at]?.refId}`;
    for (const series of result) {
      const { __name__: _, ...labels } = series.metric;
      const row = rows.get(JSON.stringify(labels)) ?? new Map(Object.entries(labels));
      const column = rename[value] ?? value;
      row.set(
        value,
        formatted(Number(series.values.at(-1)?.[1]), String(property(column, 'unit') ?? unitOf(panel))),
      );
      rows.set(JSON.stringify(labels), row);
    }
  }
  const columns = [
    ...new Set([...Object.keys(rename), ...[...rows.values()].flatMap((row) => [...row.keys()])]),
  ];
  const words = (column: string, text: string) => {
    const mapping = property(rename[column] ?? column, 'mappings') as
      | readonly { options: Record<string, { text: string }> }[]
      | undefined;
    return mapping?.[0]?.options[text]?.text ?? text;
  };
  const head = columns.map((column) => `<th>${escaped(rename[column] ?? column)}</th>`).join('');
  const body = [...rows.values()].map(
    (row) =>
      `<tr>${columns.map((column) => `<td>${escaped(words(column, row.get(column) ?? ''))}</td>`).join('')}</tr>`,
  );
  return `<table><tr>${head}</tr>${body.join('')}</table>`;
}
