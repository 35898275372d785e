import type { Severity } from '../../model/alert.ts';
import type { Level } from '../../model/metric.ts';

/** Colours of Grafana's own palette, which suit its dark and its light theme. */
export const LEVEL_COLOR: Readonly<Record<Level, string>> = {
  good: 'green',
  info: 'blue',
  warning: 'orange',
  critical: 'red',
};

export const SEVERITY_COLOR: Readonly<Record<Severity, string>> = {
  page: 'red',
  ticket: 'orange',
  info: 'blue',
};

/** Values that are neither good nor bad. */
export const NEUTRAL = 'text';
