import { relationOf } from '../../plan/selection.ts';
import type { LintRule } from '../rule.ts';

/** The good or bad events of an indicator are some of all events: not all of them, and no others. */
export const sloParts: LintRule = {
  codes: ['slo/not-a-part'],
  *check({ document, model }) {
    for (const { id, sli, path } of model.slos) {
      if (sli.kind !== 'events') continue;
      const part = sli.bad ?? sli.good;
      const relation = part && relationOf(part, sli.total);
      if (part === undefined || relation === undefined || relation === 'part') continue;
      const kind = sli.bad === undefined ? 'good' : 'bad';
      yield document.finding(
        'slo/not-a-part',
        part.path,
        { slo: id, kind, relation },
        {
          related: [{ place: document.locate([...path, 'sli', 'total']), note: 'all events' }],
        },
      );
    }
  },
};
