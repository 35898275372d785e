/** Where something stands in the spec: keys and list positions from the root, such as ['alerts', 0, 'when']. */
export type SpecPath = readonly (string | number)[];

/** `alerts[0].when`: the path as people write it. */
export function formatPath(path: SpecPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}
