import type { Model } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import { eventInput, latencyInput } from './event-input.ts';
import type { Series } from './series.ts';
import type { Edge } from './simulate.ts';
import { sliceInput } from './slice-input.ts';

/** What happens for a while: events a second, and the share of them that is bad. */
export interface Traffic {
  readonly seconds: number;
  /** Of time slices: 0 where a guard of the expression leaves nothing to judge. */
  readonly events: number;
  /** Of events: 0 to 1. Of time slices: 0, or 1. */
  readonly bad: number;
}

/** Series under which the SLI sees the traffic. */
export interface SloInput {
  readonly input: readonly Series[];
  /** Seconds between their samples. */
  readonly interval: number;
  /** Whether the time slices themselves are the input, and not what they are made from. */
  readonly given?: boolean;
  /** Those of them that count the bad or the good events apart from all. */
  readonly counted: readonly Series[];
  /** Labels of the error budget that the traffic counts against. */
  readonly labels: ReadonlyMap<string, string>;
  /** Bad and all events a second over a window, or bad and all slices of an evaluation (`window` is ignored). */
  readonly measure: (t: number, window: number, edge: Edge) => { bad: number; total: number } | undefined;
}

export interface InputOptions {
  readonly model: Model;
  readonly slo: Slo;
  readonly traffic: readonly Traffic[];
  /** Seconds between the samples of a target. */
  readonly interval: number;
  /** Seconds between evaluations. */
  readonly step: number;
  /** How a bucket boundary is written; Prometheus 3 stores `1.0` for what clients may call `1`. */
  readonly le?: (boundary: number) => string;
}

/** Input for an SLO; undefined where no series can be found that its selectors pick. */
export function sloInput(options: InputOptions): SloInput | undefined {
  const { sli } = options.slo;
  if (sli.kind === 'latency') return latencyInput(options, sli.of, sli.bound.value);
  if (sli.kind === 'threshold') return sliceInput(options, sli);
  return sli.bad === undefined
    ? eventInput(options, sli.good ?? sli.total, sli.total, 'good')
    : eventInput(options, sli.bad, sli.total, 'bad');
}
