import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Slo } from '../../src/model/slo.ts';
import {
  burnFactor,
  declaredTiers,
  errorBudget,
  firingTiers,
  objective,
  STANDARD_TIERS,
  shortest,
} from '../../src/slo/tiers.ts';
import { modelOf } from '../support/model.ts';
import { shopSpec } from '../support/shop.ts';

const DAY = 86_400;

function sloOf(objectiveText: string, rest = ''): Slo {
  const model = modelOf(shopSpec(objectiveText, rest));
  const [slo] = model.slos;
  if (slo === undefined) throw new Error('no SLO');
  return slo;
}

const factors = (slo: Slo) => declaredTiers(slo).map(({ factor }) => factor);

describe('standard tiers', () => {
  test('have the factors of the SRE workbook over 30 days', () => {
    expect(factors(sloOf('99.9%'))).toEqual([14.4, 6, 3, 1]);
  });

  test.each([
    ['28d', [13.44, 5.6, 2.8, 1]],
    ['7d', [3.36, 1.4, 1, 1]],
    ['1d', [1, 1, 1, 1]],
    ['90d', [43.2, 18, 9, 3]],
  ])('scale with a period of %s, but never fire while the budget lasts', (period, expected) => {
    expect(factors(sloOf('99.9%', `window: ${period}`))).toEqual(expected);
  });

  test('can be switched off by severity, or altogether', () => {
    const severities = (alerts: string) =>
      firingTiers(sloOf('99.9%', `alerts: ${alerts}`)).map(({ severity }) => severity.name);
    expect(severities('{ without: [page] }')).toEqual(['ticket', 'ticket']);
    expect(severities('{ without: [ticket] }')).toEqual(['page', 'page']);
    expect(severities('{ burn_rate: none }')).toEqual([]);
  });

  test('that could never fire are left out', () => {
    expect(firingTiers(sloOf('90%')).map(({ factor }) => factor)).toEqual([6, 3, 1]);
    expect(firingTiers(sloOf('50%')).map(({ factor }) => factor)).toEqual([1]);
  });
});

test('a tier that would need every event to be bad can never fire: its ratio would have to exceed 1', () => {
  const tier = (factor: number) =>
    `alerts: { burn_rate: [{ severity: page, long: 1h, short: 5m, factor: ${factor} }] }\n`;
  expect(firingTiers(sloOf('90%', tier(10)))).toEqual([]);
  expect(firingTiers(sloOf('90%', tier(9.9)))).toHaveLength(1);
});

test('an objective of 100% has no budget and no tiers', () => {
  const slo = sloOf('100%');
  expect(errorBudget(slo).toString()).toBe('0');
  expect(firingTiers(slo)).toEqual([]);
});

test('a p95 below a threshold is an objective of 95%', () => {
  const { slos } = modelOf(`version: 1
service: { name: shop, title: Shop, owner: { team: web } }
metrics:
  shop_latency_seconds: { type: histogram, help: Time., buckets: [100ms, 500ms] }
slos:
  - { id: fast, title: Fast, sli: { latency: shop_latency_seconds }, objective: p95 < 500ms }
`);
  expect(slos[0]).toMatchObject({ objectivePercent: '95', sli: { bound: { value: 0.5 } } });
});

const decimals = fc.record({
  whole: fc.integer({ min: 0, max: 99 }),
  part: fc.stringMatching(/^[0-9]{0,6}$/),
});

describe('the arithmetic of budgets', () => {
  test('has no float noise: objective and budget print as short as they are written', () => {
    fc.assert(
      fc.property(decimals, ({ whole, part }) => {
        const percent = part === '' ? `${whole}` : `${whole}.${part}`;
        fc.pre(Number(percent) > 0);
        const slo = sloOf(`${percent}%`);
        expect(objective(slo).plus(errorBudget(slo)).toString()).toBe('1');
        const digits = String(shortest(errorBudget(slo)))
          .replace(/e-\d+$/, '')
          .replace(/^0\.0*/, '');
        expect(digits.replace('.', '').length).toBeLessThanOrEqual(whole.toString().length + part.length + 2);
      }),
    );
  });

  test('a tier that burns for its long window at its factor spends its share of the budget', () => {
    const windows = fc.record({
      period: fc.integer({ min: DAY, max: 400 * DAY }),
      long: fc.integer({ min: 60, max: DAY }),
      share: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(windows, ({ period, long, share }) => {
        // Burn rate x time / period is the share of the budget that is gone.
        const spent = burnFactor(String(share), period, long).times(long).div(period).times(100);
        expect(spent.minus(share).abs().lt(new Big('1e-12'))).toBe(true);
      }),
    );
  });

  test('standard tiers come from short windows to long ones, each short window a twelfth of its long one', () => {
    for (const { long, short } of STANDARD_TIERS) expect(long / short).toBe(12);
    const longs = STANDARD_TIERS.map(({ long }) => long);
    expect(longs).toEqual(longs.toSorted((a, b) => a - b));
  });
});
