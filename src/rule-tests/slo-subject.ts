import type { Model } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { AlertRule } from '../plan/plan.ts';
import { LABEL } from '../slo/names.ts';
import type { Tier } from '../slo/tiers.ts';
import type { SloWindows } from '../slo/windows.ts';

/** An SLO with its rules and what its tests have to know. */
export interface SloUnderTest {
  readonly model: Model;
  readonly slo: Slo;
  readonly windows: SloWindows;
  readonly tiers: readonly { readonly tier: Tier; readonly rule: AlertRule }[];
  /** File of its rules. */
  readonly file: string;
  /** Further labels of the `slo:info` series. */
  readonly facts: ReadonlyMap<string, string>;
}

/** Labels of every series of the SLO. */
export function seriesLabels(
  { model, slo }: SloUnderTest,
  own: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map([...own, [LABEL.service, model.service.name], [LABEL.slo, slo.id]]);
}
