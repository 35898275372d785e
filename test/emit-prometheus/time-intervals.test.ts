import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { timeInterval } from '../../src/spec/schema/time-intervals.ts';
import { checkAlertmanagerConfig } from '../support/amtool.ts';
import { requireTool } from '../support/tools.ts';
import { writeOut } from './emitted.ts';

const time = (start_time: string, end_time: string) => ({ times: [{ start_time, end_time }] });
const days = (...weekdays: unknown[]) => ({ weekdays });
const dates = (...days_of_month: unknown[]) => ({ days_of_month });
const months = (...each: unknown[]) => ({ months: each });
const years = (...each: unknown[]) => ({ years: each });
const zone = (location: string) => ({ ...days('monday'), location });

const ACCEPTED: readonly object[] = [
  time('00:00', '24:00'),
  time('09:00', '17:30'),
  days('monday:friday', 'sunday'),
  days('Saturday', 'sunday:saturday'),
  dates('1:31', '-1', '1:-1', '-5:-1', '31'),
  dates(1, -1),
  months('january', 'march:december', '4:6', 'May:8'),
  months(12),
  years('2026', '2026:2030'),
  years(2026),
  zone('Europe/Berlin'),
  zone('America/Argentina/Buenos_Aires'),
  zone('US/Pacific'),
  zone('Asia/Calcutta'),
  zone('Asia/Kolkata'),
  zone('Etc/GMT+5'),
  zone('UTC'),
];

const REFUSED: readonly object[] = [
  time('17:00', '09:00'),
  time('09:00', '09:00'),
  time('9:00', '17:00'),
  time('09:00', '24:01'),
  days('friday:monday'),
  days('mon'),
  days('monday:'),
  days('monday:tuesday:friday'),
  dates('0'),
  dates('32'),
  dates('-32'),
  dates('7:1'),
  dates('-1:-5'),
  dates('1.5'),
  months('december:january'),
  years('2030:2026'),
  years('soon'),
  zone('Europe/Berln'),
  zone('Berlin'),
  zone('+01:00'),
];

/** Alertmanager takes them, but they never come. */
const NEVER: readonly object[] = [months('13'), months('0')];

const config = (interval: object) =>
  stringify({
    route: { receiver: 'all', routes: [{ receiver: 'all', active_time_intervals: ['some'] }] },
    receivers: [{ name: 'all' }],
    time_intervals: [{ name: 'some', time_intervals: [interval] }],
  });

const amtool = await requireTool('amtool');

describe.skipIf(amtool.skip)(amtool.title('a time interval'), () => {
  const all = [...ACCEPTED, ...REFUSED, ...NEVER];
  const folder = writeOut(new Map(all.map((interval, index) => [`${index}.yml`, config(interval)])));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is accepted where Alertmanager accepts it, and refused where it does not', async () => {
    const files = all.map((_, index) => join(folder, `${index}.yml`));
    const checks = await checkAlertmanagerConfig(amtool.get(), files);
    const verdicts = all.map((interval, index) => [
      JSON.stringify(interval),
      timeInterval.safeParse(interval).success,
      checks[index]?.ok,
    ]);
    expect(verdicts).toEqual(
      all.map((interval) => {
        const accepted = ACCEPTED.includes(interval);
        return [JSON.stringify(interval), accepted, accepted || NEVER.includes(interval)];
      }),
    );
  });
});
