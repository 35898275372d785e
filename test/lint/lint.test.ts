import { describe, expect, it } from 'vitest';
import { severityOf, wordsOf } from '../../src/finding/words.ts';
import { lint } from '../../src/lint/lint.ts';
import { metricHelp } from '../../src/lint/rules/metric-help.ts';
import { checkText } from '../../src/run.ts';
import { readSpec } from '../../src/spec/read.ts';
import { codeAndPlace, TODAY } from '../support/check.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

function check(text: string, today = TODAY) {
  const checked = checkText('shop.yaml', text, today);
  if (!checked.readable)
    throw new Error(checked.findings.map((finding) => wordsOf(finding).headline).join('\n'));
  return checked;
}

const headlines = (text: string) => check(text).findings.map((finding) => wordsOf(finding).headline);

const WITHOUT_HELP = SMALL_SPEC.replace('    help: Requests that wait.\n', '');
const waiver = (code: string, at: string, expires = '2030-01-01') =>
  `waivers:\n  - { code: ${code}, at: "${at}", reason: Known., expires: "${expires}" }\n`;

describe('a waiver', () => {
  it('takes the finding off the list and keeps it with its reason', () => {
    const { findings, waived } = check(WITHOUT_HELP + waiver('metric/help', 'metrics.shop_queue_depth'));
    expect(findings).toEqual([]);
    expect(waived.map(({ finding, waiver: { reason } }) => [finding.code, reason])).toEqual([
      ['metric/help', 'Known.'],
    ]);
  });

  it('holds for everything inside the place that it names', () => {
    const { findings, waived } = check(WITHOUT_HELP + waiver('metric/help', 'metrics'));
    expect([findings.length, waived.length]).toEqual([0, 1]);
  });

  it('holds for no other place and no other code', () => {
    const elsewhere = check(WITHOUT_HELP + waiver('metric/help', 'metrics.shop_requests_total'));
    expect(elsewhere.findings.map(({ code }) => code)).toEqual(['metric/help', 'waiver/unused']);
    const other = check(WITHOUT_HELP + waiver('metric/prefix', 'metrics.shop_queue_depth'));
    expect(other.findings.map(({ code }) => code)).toEqual(['metric/help', 'waiver/unused']);
  });

  it.each([
    ['2026-06-30', ['metric/help', 'waiver/expired']],
    ['2026-07-01', []],
  ])('that expires on %s leaves on 2026-07-01: %j', (expires, codes) => {
    const text = WITHOUT_HELP + waiver('metric/help', 'metrics.shop_queue_depth', expires);
    expect(check(text, '2026-07-01').findings.map(({ code }) => code)).toEqual(codes);
  });

  it.each(['alerts.ShopQueueBacklog', 'alerts[0]', 'slos.latency', 'recordings[0]', 'dashboards.shop'])(
    'can name %s',
    (at) => {
      const codes = check(SMALL_SPEC + waiver('metric/help', at)).findings.map(({ code }) => code);
      expect(codes).toEqual(['waiver/unused']);
    },
  );

  it.each(['alerts.ShopQueueBacklock', 'alerts[7]', 'metrics.', '.', 'metrics.shop_queue_depth.help.x'])(
    'that names %s is told that there is no such place',
    (at) => {
      const codes = check(SMALL_SPEC + waiver('metric/help', at)).findings.map(({ code }) => code);
      expect(codes).toEqual(['reference/unknown']);
    },
  );

  it('cannot make a label without a bound pass', () => {
    const text = SMALL_SPEC.replace('labels:\n', 'labels:\n  user_id: {}\n');
    const { findings } = check(text + waiver('label/unbounded', 'labels.user_id'));
    expect(findings.map(({ code }) => code)).toEqual(['label/unbounded', 'waiver/not-waivable']);
  });
});

describe('lint', () => {
  it('reports every fault, errors first, then in the order of the file', () => {
    const text = WITHOUT_HELP.replace('  shop_latency_seconds:', '  shop:latency_seconds:')
      .replaceAll('of: shop_latency_seconds', 'of: shop:latency_seconds')
      .replaceAll('latency: shop_latency_seconds', 'latency: shop:latency_seconds')
      .replaceAll('metric: shop_latency_seconds', 'metric: shop:latency_seconds')
      .replace('    help: Requests by outcome.\n', '');
    const placeOf = (metric: string) => {
      const line = text.split('\n').indexOf(`  ${metric}:`) + 1;
      return `${line}:3-${line}:${3 + metric.length}`;
    };
    const { findings } = check(text);
    expect(findings.map((finding) => `${severityOf(finding.code)} ${codeAndPlace(finding)}`)).toEqual([
      `error metric/colon ${placeOf('shop:latency_seconds')}`,
      `warning metric/help ${placeOf('shop_requests_total')}`,
      `warning metric/prefix ${placeOf('shop:latency_seconds')}`,
      `warning metric/help ${placeOf('shop_queue_depth')}`,
    ]);
  });

  it('tells the same thing once, whichever rules and earlier steps found it', () => {
    const read = readSpec('shop.yaml', WITHOUT_HELP);
    if (!read.ok) throw new Error('the small spec is readable');
    const { model, plan, catalogue } = check(WITHOUT_HELP);
    const context = { document: read.document, spec: read.spec, model, plan, catalogue, today: TODAY };
    const earlier = [...metricHelp.check(context)];
    expect(lint(context, earlier, [metricHelp, metricHelp]).findings).toEqual(earlier);
    expect(earlier).toHaveLength(1);
  });

  it('calls nothing unused while a part of the spec could not be resolved', () => {
    const text = SMALL_SPEC.replace(
      'when: { metric: shop_queue_depth,',
      'when: { metric: shop_queue,',
    ).replace('          - { metric: shop_queue_depth, show: [current] }\n', '');
    expect(check(text).findings.map(({ code }) => code)).toEqual(['reference/unknown']);
  });

  it('tells a label that nothing bounds once, however often it is used', () => {
    const text = SMALL_SPEC.replace('labels:\n', 'labels:\n  user_id:\n').replaceAll(
      'labels: [status, route]',
      'labels: [status, route, user_id]\n    impossible: [{ user_id: nobody, status: ok }]',
    );
    expect(check(text).findings.map(({ code }) => code)).toEqual(['label/unbounded']);
  });
});

describe('the words of a finding', () => {
  it('carry the numbers of a broken budget and what to do first', () => {
    const text = SMALL_SPEC.replace('\nlabels:\n', '\nbudgets: { combinations_per_metric: 100 }\nlabels:\n')
      .replace('labels: [status, route]', 'labels: [status, route, tenant]')
      .replace('labels:\n', "labels:\n  tenant: { at_most: 40, pattern: '[a-z]{1,9}' }\n");
    const [finding] = check(text).findings;
    expect(finding && wordsOf(finding)).toMatchObject({
      headline:
        'shop_requests_total has 2 x 2 x 40 = 160 label combinations, 60 over the budget of 100; `tenant` alone has 40 values',
      fix: 'Drop or coarsen `tenant`, declare `impossible` combinations, or give shop_requests_total its own `budget` with a reason.',
    });
  });

  it('count combinations that are declared impossible out', () => {
    const text = SMALL_SPEC.replace(
      'labels: [status, route]',
      'labels: [status, route]\n    impossible: [{ status: failed, route: /cart }]\n    budget: { combinations: 2, reason: Few. }',
    );
    expect(headlines(text)).toEqual([
      'shop_requests_total has 2 x 2 less 1 impossible = 3 label combinations, 1 over the budget of 2; `status` alone has 2 values',
    ]);
  });

  // 19 series of metrics on one target, and 7 in which the module counts what it refused.
  it('show how the fleet comes to its series', () => {
    const text = SMALL_SPEC.replace('\nlabels:\n', '\nbudgets: { series_total: 30 }\nlabels:\n');
    const [headline = ''] = headlines(text);
    const [recorded = 0, total, over] =
      /^the fleet has 2 x 26 \+ (\d+) recorded = (\d+) series, (\d+) over the budget of 30$/
        .exec(headline)
        ?.slice(1)
        .map(Number) ?? [];
    expect(recorded).toBeGreaterThan(0);
    expect([total, over]).toEqual([52 + recorded, 22 + recorded]);
  });

  it('name what was probably meant', () => {
    expect(headlines(SMALL_SPEC.replace('labels: [route]', 'labels: [rout]'))).toEqual([
      'label "rout" of shop_latency_seconds is not declared, so nothing bounds it (did you mean "route"?)',
    ]);
  });
});

const WITH_SHARE = (bound: string) =>
  SMALL_SPEC.replace(
    'alerts:\n',
    () => `alerts:
  - name: ShopSlowShare
    when: { metric: shop_latency_seconds, measure: share_above, over: 5m, above: 5%, bound: ${bound} }
    severity: ticket
`,
  );

it('a bound that is no bucket boundary is one finding, where the bound stands', () => {
  expect(SMALL_SPEC).toContain('\nalerts:\n');
  expect(check(WITH_SHARE('100ms')).findings).toEqual([]);
  const { text, findings } = check(WITH_SHARE('2s'));
  expect(findings.map(({ code }) => code)).toEqual(['promql/unknown-boundary']);
  const [place] = findings.map((finding) => finding.place);
  expect(text.split('\n')[(place?.line ?? 0) - 1]?.slice((place?.column ?? 0) - 1)).toBe('2s }');
});

it('a budget that is written nowhere is pointed at nowhere', () => {
  const pointed = (text: string) => {
    const over = check(text).findings.filter(({ code }) => code === 'budget/samples');
    expect(over).not.toEqual([]);
    return over.flatMap(({ related }) => related ?? []).length > 0;
  };
  const fleet = SMALL_SPEC.replace('targets: 2', 'targets: 5000');
  expect(pointed(fleet)).toBe(false);
  expect(
    pointed(fleet.replace('version: 1\n', 'version: 1\nbudgets: { samples_per_evaluation: 5000 }\n')),
  ).toBe(true);
});

const WITHOUT_OPERATIONS = SMALL_SPEC.replace(/^operations:\n(?:[ \n].*\n|\n)*/m, '');

it('a mark that an effect misspells is told by its right name', () => {
  const operations = (mark: string) => `operations:
  request:
    labels: [route]
    marks: { queued: {} }
    outcomes: { done: {} }
    end: [{ observe: shop_latency_seconds, value: { since: ${mark} } }]
`;
  expect(headlines(`${WITHOUT_OPERATIONS}\n${operations('queud')}`)).toContain(
    'operation "request": there is no mark "queud" (did you mean "queued"?)',
  );
});

it('an operation that would make a counter go down is an error', () => {
  const operations = (value: number) => `operations:
  request:
    labels: [route, status]
    outcomes: { done: {} }
    end: [{ inc: shop_requests_total, value: ${value} }]
`;
  const down = 'operation "request": shop_requests_total is a counter, which cannot decrease';
  expect(headlines(`${WITHOUT_OPERATIONS}\n${operations(-1)}`)).toContain(down);
  expect(headlines(`${WITHOUT_OPERATIONS}\n${operations(2)}`)).not.toContain(down);
});
