import { parseExpression } from '../../promql/parse.ts';
import { measuredIn } from '../../rule-tests/expression-measurement.ts';
import type { LintRule } from '../rule.ts';

/** Tests of time slices follow from an expression that is proportional to one series; any other has to bring its own. */
export const sloTests: LintRule = {
  codes: ['slo/untested'],
  needsWholeModel: true,
  *check({ document, model }) {
    for (const { id, sli, by, path } of model.slos) {
      if (sli.kind !== 'threshold') continue;
      const parsed = parseExpression(sli.expr, { version: model.service.prometheus });
      if (!parsed.ok || measuredIn(parsed.ast, { model, by }) !== undefined) continue;
      const good = sli.tests.some((test) => test.good.length > 0);
      const bad = sli.tests.some((test) => test.bad.length > 0);
      if (good && bad) continue;
      const problem =
        sli.tests.length === 0
          ? 'its expression has no tests and none can be derived, so nothing shows which time slices are bad'
          : `no test shows a ${good ? 'bad' : 'good'} time slice`;
      const at = [...path, 'sli', 'threshold', sli.tests.length === 0 ? 'expr' : 'tests'];
      yield document.finding('slo/untested', at, { slo: id, problem }, { side: 'key' });
    }
  },
};
