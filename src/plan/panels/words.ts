import type { ExternalMetric, Metric } from '../../model/metric.ts';

const ABBREVIATIONS = new Set(['api', 'cpu', 'gpu', 'http', 'id', 'io', 'kv', 'llm', 'ttft', 'xid']);
const UNIT_SUFFIX =
  /_(seconds|bytes|ratio|percent|percentage|celsius|joules|watts|volts|amperes|hertz|grams|meters|dollars|dollars_per_hour|tokens_per_second)$/;

/** `ryot_gpu_memory_used_bytes` of the service `ryot` is "GPU memory used". */
export function metricWords(metric: Metric | ExternalMetric, service: string): string {
  // The names of others follow conventions of their own, and are what people look for.
  if (metric.origin === 'external') return metric.name;
  return nameWords(metric.name, service);
}

/** A metric's or record's name as people say it, without the service, `_total` and the unit. */
export function nameWords(name: string, service: string): string {
  const own = name.startsWith(`${service}_`) ? name.slice(service.length + 1) : name;
  const plain = own.replace(/_total$/, '');
  const bare = plain.replace(UNIT_SUFFIX, '') || plain;
  return sentence(bare.split(/[_:]+/).filter((word) => word !== ''));
}

/** `batch_size` is "batch size". */
export function labelWords(label: string): string {
  return label
    .split('_')
    .map((word) => (ABBREVIATIONS.has(word) ? word.toUpperCase() : word))
    .join(' ');
}

function sentence(words: readonly string[]): string {
  return words
    .map((word, index) => {
      const lower = word.toLowerCase();
      if (ABBREVIATIONS.has(lower)) return lower.toUpperCase();
      return index === 0 ? capital(lower) : lower;
    })
    .join(' ');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** " by model and endpoint", or nothing. */
export function byWords(by: readonly string[]): string {
  return by.length === 0 ? '' : ` by ${listed(by.map(labelWords))}`;
}
