import { plural } from '../finding/prose.ts';
import type { Dashboard } from '../model/dashboard.ts';
import { type Change, info, quoted, warning } from './change.ts';
import { meaning, type Renames } from './same.ts';
import type { Side } from './side.ts';

export function* dashboardChanges(before: Side, after: Side, renames: Renames): Iterable<Change> {
  const byUid = ({ model }: Side) => new Map(model.dashboards.map((dashboard) => [dashboard.uid, dashboard]));
  const [had, has] = [byUid(before), byUid(after)];
  for (const uid of had.keys())
    if (!has.has(uid))
      yield warning(
        'dashboard-removed',
        `dashboards.${uid}`,
        `dashboard ${quoted(uid)} is removed: links to it break`,
      );
  for (const [uid, now] of has) {
    const old = had.get(uid);
    const object = `dashboards.${uid}`;
    if (old === undefined) {
      yield info('dashboard-added', object, `dashboard ${quoted(uid)} is new`);
      continue;
    }
    const [fewer, more] = [minus(old, now, renames), minus(now, old, renames)];
    if (fewer > 0)
      yield info('panel-removed', object, `dashboard ${quoted(uid)} loses ${plural(fewer, 'panel')}`);
    if (more > 0)
      yield info('panel-added', object, `dashboard ${quoted(uid)} gains ${plural(more, 'panel')}`);
  }
}

/** How many panels of the first the second lacks; one that changed is another. */
function minus(first: Dashboard, second: Dashboard, renames: Renames): number {
  const counts = new Map<string, number>();
  for (const key of panelsOf(second, renames)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return panelsOf(first, renames).filter((key) => {
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left <= 0;
  }).length;
}

function panelsOf({ rows }: Dashboard, renames: Renames): string[] {
  return rows.flatMap(({ panels }) => panels.map((panel) => meaning(panel, renames)));
}
