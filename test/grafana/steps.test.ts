import { describe, expect, test } from 'vitest';
import type { Band } from '../../src/model/metric.ts';
import { limitsOfSteps, stepsOfBands, stepsOfComparison } from '../../src/plan/panels/marks.ts';

const at = (value: number) => ({ value, text: String(value) });
const NONE = Number.NEGATIVE_INFINITY;

describe('bands become colours', () => {
  test('what lies in no band is good', () => {
    const bands: Band[] = [
      { below: at(0.3), level: 'info', means: 'idle' },
      { above: at(0.9), level: 'warning', means: 'full' },
    ];
    expect(stepsOfBands(bands)).toEqual([
      { from: NONE, color: 'blue' },
      { from: 0.3, color: 'green' },
      { from: 0.9, color: 'orange' },
    ]);
  });

  test('the severest of overlapping bands shows, whatever their order', () => {
    const bands: Band[] = [
      { above: at(0.95), level: 'critical', means: 'full' },
      { above: at(0.9), level: 'warning', means: 'nearly full' },
    ];
    const steps = [
      { from: NONE, color: 'green' },
      { from: 0.9, color: 'orange' },
      { from: 0.95, color: 'red' },
    ];
    expect(stepsOfBands(bands)).toEqual(steps);
    expect(stepsOfBands(bands.toReversed())).toEqual(steps);
  });

  test('neighbours of one level are one step', () => {
    const bands: Band[] = [
      { below: at(10), level: 'critical', means: 'very slow' },
      { above: at(10), below: at(25), level: 'warning', means: 'slow' },
      { above: at(25), below: at(50), level: 'warning', means: 'below target' },
    ];
    expect(stepsOfBands(bands).map(({ from }) => from)).toEqual([NONE, 10, 50]);
  });
});

test('a limit has the colour of its worse side', () => {
  const falling = stepsOfComparison({ op: '<', threshold: at(5) }, 'page');
  expect(falling).toEqual([
    { from: NONE, color: 'red' },
    { from: 5, color: 'green' },
  ]);
  expect(limitsOfSteps(falling)).toEqual([{ from: 5, color: 'red' }]);
  expect(limitsOfSteps(stepsOfComparison({ op: '>', threshold: at(5) }, 'ticket'))).toEqual([
    { from: 5, color: 'orange' },
  ]);
});
