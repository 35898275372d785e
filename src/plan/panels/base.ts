import type { Panel } from '../../model/dashboard.ts';
import { LEVEL_COLOR } from './colors.ts';
import type { PanelContext } from './context.ts';
import type { PanelPlan, Step } from './plan.ts';
import { limitsOfSteps, NEUTRAL_STEPS } from './steps.ts';
import { type DisplayUnit, namedUnit } from './units.ts';
import { labelWords } from './words.ts';

type Required = 'kind' | 'title' | 'description' | 'queries' | 'interval';

/** A draft with the usual values for all that is not said. */
export function draft(unit: DisplayUnit, said: Pick<PanelPlan, Required> & Partial<PanelPlan>): PanelPlan {
  return {
    steps: NEUTRAL_STEPS,
    limits: [],
    meanings: [],
    links: [],
    noValue: 'No data',
    unit: unit.id,
    ...(unit.axis === undefined ? {} : { axis: unit.axis }),
    ...said,
  };
}

/** The draft with what the spec overrides; `suffix` keeps the titles of several panels from one entry apart. */
export function overridden(base: PanelPlan, panel: Panel, suffix = ''): PanelPlan {
  // Lint has refused what is neither a unit of the spec nor an id of Grafana's.
  const unit = panel.unit === undefined ? undefined : (namedUnit(panel.unit) ?? { id: panel.unit });
  const { axis, ...rest } = base;
  const label = unit === undefined ? axis : unit.axis;
  return {
    ...rest,
    ...(label === undefined ? {} : { axis: label }),
    ...(unit === undefined ? {} : { unit: unit.id }),
    ...(panel.title === undefined ? {} : { title: `${panel.title}${suffix}` }),
    ...(panel.description === undefined ? {} : { description: panel.description }),
    ...(panel.panelKind === undefined ? {} : { kind: panel.panelKind }),
    ...(panel.width === undefined ? {} : { width: panel.width }),
    ...(panel.thresholds === undefined ? {} : thresholds(panel.thresholds)),
  };
}

function thresholds(written: NonNullable<Panel['thresholds']>): Pick<PanelPlan, 'steps' | 'limits'> {
  const sorted = written
    .map(({ from, level }) => ({ from, color: LEVEL_COLOR[level] }))
    .toSorted((a, b) => a.from - b.from);
  const steps: Step[] = [{ from: Number.NEGATIVE_INFINITY, color: 'green' }, ...sorted];
  return { steps, limits: limitsOfSteps(steps) };
}

/**
 * `{{model}} / {{status}}`; without labels, what the one curve is called. Numbers say nothing by themselves and follow
 * the name of their label: `batch size {{batch_size}}`.
 */
export function legendOf({ model }: PanelContext, by: readonly string[], otherwise: string): string {
  if (by.length === 0) return otherwise;
  const part = (label: string) => {
    const kind = model.labels.get(label)?.bound.kind;
    const numeric = kind === 'integers' || kind === 'ranges';
    return `${numeric ? `${labelWords(label)} ` : ''}{{${label}}}`;
  };
  return by.map(part).join(' / ');
}
