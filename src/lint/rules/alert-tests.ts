import type { LintRule } from '../rule.ts';

/** Tests follow from a structured condition; a raw expression has to bring its own. */
export const alertTests: LintRule = {
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
