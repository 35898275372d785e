/**
 * A number as the value of an `le` label: Go's shortest `%g`, with a fraction or an exponent always there. Prometheus
 * 3 stores every `le` in this form, and older versions store what they are given.
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/#considerations-canonical-numbers
 */
export function canonicalFloat(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === 0) return '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  // Go's shortest %g turns to exponents below 1e-04 and from 1e+06 on.
  if (exponent < -4 || exponent >= 6) return withExponent(mantissa, exponent);
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

function withExponent(mantissa: string, exponent: number): string {
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** Every spelling in which a Prometheus may hold a bucket boundary, the shortest first. */
export function boundarySpellings(boundary: number): readonly string[] {
  return [...new Set([String(boundary), canonicalFloat(boundary)])];
}
