import type { Model } from '../../model/model.ts';
import type { PanelContext } from './context.ts';
import { explorer } from './explorer.ts';
import { slos } from './objectives.ts';
import { overview } from './overview.ts';
import type { DashboardContent } from './plan.ts';

type Kind = NonNullable<Model['outputs']['grafana']>['automatic'][number];

const MAKERS: Readonly<Record<Kind, (context: PanelContext, uid: string) => DashboardContent>> = {
  overview,
  slos,
  explorer,
};

/** Grafana takes 40 characters. */
const UID_LENGTH = 40;

/** Stable, and the same for one service whatever else the spec says. */
export function automaticUid({ service }: Model, kind: Kind): string {
  const name = service.name.replaceAll('_', '-').slice(0, UID_LENGTH - kind.length - 1);
  return `${name}-${kind}`;
}

/** The dashboards that come by themselves; one that the spec declares under the same uid takes its place. */
export function automaticDashboards(context: PanelContext): DashboardContent[] {
  const { model } = context;
  const wanted = model.outputs.grafana?.automatic ?? [];
  const declared = new Set(model.dashboards.map(({ uid }) => uid));
  return (['overview', 'slos', 'explorer'] as const)
    .filter((kind) => wanted.includes(kind) && (kind !== 'slos' || model.slos.length > 0))
    .map((kind) => MAKERS[kind](context, automaticUid(model, kind)))
    .filter(({ uid }) => !declared.has(uid));
}
