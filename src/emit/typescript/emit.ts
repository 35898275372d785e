import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { zeroInitialised } from '../../plan/zero.ts';
import { openSizes, usedLabels } from '../instrumentation/label-bounds.ts';
import { type Layout, layoutOf } from '../instrumentation/layout.ts';
import { Names } from '../instrumentation/names.ts';
import type { OutputFile } from '../output.ts';
import { familyView, ownFamilyView } from './families.ts';
import { labelCodes } from './label-code.ts';
import { labelView } from './labels.ts';
import { type MetricCode, metricCode, metricView } from './metrics.ts';
import { operationView } from './operations.ts';
import { GLOBAL_TYPES, RESERVED_WORDS } from './reserved.ts';
import { jsDoc, lineComment, stringLiteral } from './source.ts';
import { renderModule, runtimeIdentifiers } from './templates.ts';

/** Members of the generated `Metrics` class that a metric or operation cannot be called. */
const MEMBERS =
  'constructor expose text openMetrics handler collect registerWith otelProducer reset mostSamples'.split(
    ' ',
  );

/** The instrumentation module of a service: one TypeScript file. Nothing when the spec names no file for it. */
export function emitTypescript(model: Model, plan: RulePlan): OutputFile[] {
  const file = model.outputs.typescript?.file;
  if (file === undefined) return [];
  return [{ kind: 'typescript', path: file, content: renderModule(moduleView(model, plan, file)) }];
}

function moduleView(model: Model, plan: RulePlan, file: string) {
  const layout = layoutOf(model);
  const names = new Names([...runtimeIdentifiers(), ...RESERVED_WORDS, ...GLOBAL_TYPES]);
  const properties = new Names(MEMBERS);
  const labels = labelCodes(usedLabels(model), names);
  const metrics = new Map(
    [...model.metrics.values()].map((metric) => [
      metric.name,
      metricCode(metric, model.service.prefix, labels, layout, names, properties),
    ]),
  );
  const context = { labels, metrics, layout, names, properties };
  const types = [...model.metrics.values()].map(({ type }) => type);
  return {
    ...headerView(model, file, layout),
    labels: [...labels.values()].map((code) => labelView(code, overflowCell(layout, code.label))),
    ...layoutView(model, layout),
    families: familyViews(zeroInitialised(model, plan), metrics, layout),
    hasCounters: types.includes('counter'),
    hasGauges: types.includes('gauge'),
    metrics: [...metrics.values()].map((code) => metricView(code, layout)),
    operations: model.operations.map((operation) => operationView(operation, context)),
  };
}

function overflowCell(layout: Layout, { name, overflow }: { name: string; overflow?: string | undefined }) {
  return overflow === undefined ? undefined : layout.refusal(name, 'overflow');
}

function headerView({ service }: Model, file: string, layout: Layout) {
  const base = file.slice(file.lastIndexOf('/') + 1);
  return {
    serviceComment: lineComment(service.title),
    refusedName: layout.refused.name,
    collectFailuresName: layout.collectFailures.name,
    moduleName: base.replace(/\.ts$/, '.js').replace(/\.mts$/, '.mjs'),
    metricsDoc: jsDoc([`Metrics of ${service.title}.`]),
    scopeLiteral: stringLiteral(service.name),
  };
}

function layoutView(model: Model, layout: Layout) {
  return {
    cells: layout.cells,
    familyCount: model.metrics.size + 2,
    mostSamples: layout.mostSamples,
    openSets: `[${openSizes(usedLabels(model)).join(', ')}]`,
    collectError: layout.collectFailures.first,
    collectTimeout: layout.collectFailures.first + 1,
  };
}

function familyViews(
  zero: ReturnType<typeof zeroInitialised>,
  metrics: ReadonlyMap<string, MetricCode>,
  layout: Layout,
) {
  return [
    ...[...metrics.values()].map((code) => familyView(code, layout, zero.get(code.metric.name) ?? [])),
    ownFamilyView(layout.refused),
    ownFamilyView(layout.collectFailures),
  ];
}
