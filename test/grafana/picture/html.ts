export function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => named[character] ?? character);
}

export function svgFree(text: string): string {
  return `<div class="none">${escaped(text)}</div>`;
}

const PER: Readonly<Record<string, string>> = { reqps: ' req/s', cps: ' c/s', watt: ' W', celsius: ' °C' };

/** A value as Grafana writes it, near enough to judge a panel by. */
export function formatted(value: number, unit: string | undefined): string {
  if (!Number.isFinite(value)) return String(value);
  switch (unit) {
    case 'percentunit':
      return `${short(value * 100)}%`;
    case 'percent':
      return `${short(value)}%`;
    case 's':
      return value < 1 ? `${short(value * 1000)} ms` : `${short(value)} s`;
    case 'dtdurations':
      return value > 172_800 ? `${short(value / 86_400)} days` : `${short(value / 3600)} hours`;
    case 'bytes':
      return scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
    case 'currencyUSD':
      return `$${short(value)}`;
    default:
      return `${scaled(value, 1000, ['', 'K', 'M', 'B'])}${PER[unit ?? ''] ?? ''}`;
  }
}

function scaled(value: number, base: number, names: readonly string[]): string {
  const power = Math.min(
    names.length - 1,
    Math.max(0, Math.floor(Math.log(Math.abs(value) || 1) / Math.log(base))),
  );
  return `${short(value / base ** power)} ${names[power]}`.trim();
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
