/** The set of these names, which spaces separate. */
export function namesOf(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}
