import { isSliced } from '../../model/slo.ts';
import { measuredIn } from '../../rule-tests/expression-measurement.ts';
import type { LintRule } from '../rule.ts';

/** Tests follow from a structured condition; a raw expression has to bring its own. */
export const untestedAlerts: LintRule = {
  codes: ['alert/untested'],
  *check({ document, model }) {
    for (const { name, condition, tests, path } of model.alerts) {
      if (condition.kind !== 'expr') continue;
      const fires = tests.some(({ firing }) => firing.length > 0);
      const silent = tests.some(({ firing }) => firing.length === 0);
      if (fires && silent) continue;
      const problem =
        tests.length === 0
          ? 'its raw expression has no tests, so nothing shows that it fires'
          : `no test shows it ${fires ? 'silent' : 'firing'}`;
      const at = [...path, tests.length === 0 ? 'expr' : 'tests'];
      yield document.finding('alert/untested', at, { alert: name, problem }, { side: 'key' });
    }
  },
};

/** Tests of time slices follow from an expression that is proportional to one series; any other has to bring its own. */
export const untestedSlos: LintRule = {
  codes: ['slo/untested'],
  needsWholeModel: true,
  *check({ document, model, catalogue }) {
    for (const { id, sli, by, path } of model.slos) {
      const ast = isSliced(sli) ? catalogue.understand(sli.expr)?.ast : undefined;
      if (!isSliced(sli) || ast === undefined || measuredIn(ast, { model, by }) !== undefined) continue;
      const good = sli.tests.some((test) => test.good.length > 0);
      const bad = sli.tests.some((test) => test.bad.length > 0);
      if (good && bad) continue;
      const problem =
        sli.tests.length === 0
          ? 'its expression has no tests and none can be derived, so nothing shows which time slices are bad'
          : `no test shows a ${good ? 'bad' : 'good'} time slice`;
      const at = [...path, 'sli', sli.kind, sli.tests.length === 0 ? 'expr' : 'tests'];
      yield document.finding('slo/untested', at, { slo: id, problem }, { side: 'key' });
    }
  },
};
