import type { Code, FindingArgs } from '../../finding/catalogue.ts';
import type { Finding } from '../../finding/finding.ts';
import { suggest } from '../../finding/suggest.ts';
import { parseExpression } from '../../promql/parse.ts';
import { print } from '../../promql/print.ts';
import { scaleOf } from '../../promql/units.ts';
import type { Side, SpecDocument } from '../../spec/document.ts';
import type { SpecPath } from '../../spec/path.ts';
import { parseQuantity } from '../../spec/scalars.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Label } from '../label.ts';
import type { ExternalMetric, Metric, OwnMetric, Source } from '../metric.ts';
import { type Expression, type Scoped, scoped } from '../scope.ts';
import { ANY_TARGET, combinationsApart, type Target } from '../target.ts';
import type { Severity, Team } from '../team.ts';
import type { Quantity, Unit } from '../unit.ts';
import { severitiesOf } from './severities.ts';

/**
 * What the builders share: the spec, what is resolved so far, and the findings.
 * Building never stops at a fault: what cannot be resolved is reported and left out, so that all faults are seen.
 */
export class BuildContext {
  readonly document: SpecDocument;
  readonly spec: Spec;
  readonly findings: Finding[] = [];
  readonly labels = new Map<string, Label>();
  /** That of the service; set before anything that it scopes is resolved. */
  target: Target = ANY_TARGET;
  /** Labels of metrics that no declaration bounds; reported where the metric lists them. */
  readonly #undeclared = new Set<string>();
  readonly metrics = new Map<string, Metric>();
  readonly sources = new Map<string, Source>();
  readonly external = new Map<string, ExternalMetric>();
  readonly own = new Map<string, OwnMetric>();
  /** Alerts that other parts of the spec can name, automatic ones included. */
  readonly alertNames = new Set<string>();
  readonly teams = new Map<string, Team>();
  readonly severities: ReadonlyMap<string, Severity>;

  constructor(document: SpecDocument, spec: Spec) {
    this.document = document;
    this.spec = spec;
    this.severities = severitiesOf(spec);
  }

  /** Targets of the service: so many for each combination of the label values that are judged apart. */
  get fleet(): number {
    return this.spec.service.targets * combinationsApart(this.target).length;
  }

  /** What the selectors of the spec are meant for. */
  get scoped(): Scoped {
    const { metrics, external, own, target, spec } = this;
    const service = { name: spec.service.name, target };
    return {
      metrics,
      external,
      own,
      service,
      sources: [...this.sources.values()],
      recordings: spec.recordings,
    };
  }

  /** An expression of the spec as it is asked, and as it is written; Grafana variables are allowed in a panel's. */
  expression(written: string, variables = false): Expression {
    const { ast } = parseExpression(written, { version: this.spec.service.prometheus, variables });
    if (ast === undefined) return { expr: written, written };
    const asked = print(scoped(this.scoped, ast));
    // What nothing is added to stays as its author formats it.
    return { expr: asked === print(ast) ? written : asked, written };
  }

  report<C extends Code>(code: C, path: SpecPath, args: FindingArgs<C>, side: Side = 'value'): void {
    this.findings.push(this.document.finding(code, path, args, { side }));
  }

  /** Reports a name that nothing declares, and gives undefined. */
  unknown(what: string, name: string, path: SpecPath, known: Iterable<string>, side?: Side): undefined {
    this.report('reference/unknown', path, { what, name, suggestion: suggest(name, known) }, side);
    return undefined;
  }

  /** A severity of the spec. An unknown one is reported, and stands in for itself so that the rest is checked. */
  severity(name: string, path: SpecPath): Severity {
    const known = this.severities.get(name);
    if (known === undefined) this.unknown('severity', name, path, this.severities.keys());
    return known ?? { name, label: name, like: 'info' };
  }

  /** The name of the team at `path`, else of the one that owns the service. */
  owner(written: string | undefined, path: SpecPath): string {
    const { owner } = this.spec.service;
    if (written === undefined) return typeof owner === 'string' ? owner : owner.team;
    if (!this.teams.has(written)) this.unknown('team', written, path, this.teams.keys());
    return written;
  }

  /** Whether the spec declares an alert of this name. Alerts whose names differ by case only would share a file. */
  isDeclaredAlert(name: string): boolean {
    return this.spec.alerts.some((alert) => alert.name.toLowerCase() === name.toLowerCase());
  }

  /** A declared label. One that was left out because of its bound has been reported there, and only there. */
  label(name: string, path: SpecPath): Label | undefined {
    if (this.isReported(name)) return undefined;
    return this.labels.get(name) ?? this.unknown('label', name, path, this.labels.keys());
  }

  /** Whether a label is left out of the model because of a fault that has been reported. */
  isReported(name: string): boolean {
    return !this.labels.has(name) && (Object.hasOwn(this.spec.labels, name) || this.#undeclared.has(name));
  }

  /**
   * The labels of a metric: one that is declared nowhere has no bound. Those of its source come first: what a source
   * calls `device` is not what another does.
   */
  labelsOfMetric(
    metric: string,
    names: readonly string[],
    path: SpecPath,
    own: { readonly resolved: ReadonlyMap<string, Label>; readonly declared: object } = NO_LABELS,
  ): Label[] {
    return names.flatMap((name, index) => {
      const isOwn = Object.hasOwn(own.declared, name);
      const label = isOwn ? own.resolved.get(name) : this.labels.get(name);
      if (label !== undefined) return label;
      if (isOwn || Object.hasOwn(this.spec.labels, name)) return [];
      this.#undeclared.add(name);
      const suggestion = suggest(name, [...own.resolved.keys(), ...this.labels.keys()]);
      this.report('label/unbounded', [...path, index], { label: name, metric, suggestion });
      return [];
    });
  }

  labelList(names: readonly string[], path: SpecPath): Label[] {
    return names.flatMap((name, index) => this.label(name, [...path, index]) ?? []);
  }

  metric(name: string, path: SpecPath): Metric | undefined {
    return this.metrics.get(name) ?? this.unknown('metric', name, path, this.metrics.keys());
  }

  /**
   * A written quantity in the unit of its subject. Where no unit is known, durations count in seconds and sizes in
   * bytes: the base units of Prometheus. A percentage of a ratio or a plain number is a share: 75% is 0.75.
   */
  quantity(
    written: number | string,
    unit: Unit | undefined,
    subject: string,
    path: SpecPath,
  ): Quantity | undefined {
    const parsed = parseQuantity(written);
    const text = String(written);
    if (parsed.kind === 'number') return { value: parsed.value, text };
    if (parsed.kind === 'percentage') {
      if (unit === 'percent') return { value: parsed.value, text };
      // Through decimal text: 99.9 / 100 is 0.9990000000000001.
      if (unit === 'ratio' || unit === 'none' || unit === undefined)
        return { value: Number(`${text.slice(0, -1)}e-2`), text };
    } else if (unit === undefined || unit === (parsed.kind === 'duration' ? 'seconds' : 'bytes')) {
      return { value: parsed.value, text };
    }
    const scale = unit === undefined ? undefined : scaleOf(unit);
    const fits = scale !== undefined && scale.base === (parsed.kind === 'duration' ? 'seconds' : 'bytes');
    const value = fits ? Number((parsed.value / scale.factor).toPrecision(12)) : undefined;
    this.report('quantity/unit', path, { text, kind: parsed.kind, subject, unit: unitWords(unit), value });
    return undefined;
  }
}

const NO_LABELS = { resolved: new Map<string, Label>(), declared: {} };

function unitWords(unit: Unit | undefined): string {
  return unit === undefined || unit === 'none' ? 'plain numbers' : unit.replaceAll('_', ' ');
}
