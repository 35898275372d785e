import { capital, listed } from '../../finding/prose.ts';
import type { AnyMetric } from '../../model/metric.ts';

const ABBREVIATIONS = new Set(['api', 'cpu', 'gpu', 'http', 'id', 'io', 'kv', 'llm', 'ttft', 'xid']);
const UNIT_SUFFIX =
  /_(seconds|bytes|ratio|percent|percentage|celsius|joules|watts|volts|amperes|hertz|grams|meters|dollars|dollars_per_hour|tokens_per_second)$/;

/** `ryot_gpu_memory_used_bytes` of the service `ryot` is "GPU memory used": without service, `_total` and unit. */
export function metricWords({ name, origin }: AnyMetric, service: string): string {
  // The names of others follow conventions of their own, and are what people look for.
  if (origin === 'external') return name;
  const own = name.startsWith(`${service}_`) ? name.slice(service.length + 1) : name;
  const plain = own.replace(/_total$/, '');
  const words = (plain.replace(UNIT_SUFFIX, '') || plain).split(/[_:]+/).filter((word) => word !== '');
  return capital(words.map((word) => spelled(word.toLowerCase())).join(' '));
}

/** `batch_size` is "batch size". */
export function labelWords(label: string): string {
  return label.split('_').map(spelled).join(' ');
}

function spelled(word: string): string {
  return ABBREVIATIONS.has(word) ? word.toUpperCase() : word;
}

/** " by model and endpoint", or nothing. */
export function byWords(by: readonly string[]): string {
  return by.length === 0 ? '' : ` by ${listed(by.map(labelWords))}`;
}
