/** A link within the page. */
export interface Anchor {
  readonly text: string;
  readonly href: string;
}

/** What every card has: `search` is the lower-case text that it is found by. */
export interface Card {
  readonly id: string;
  readonly name: string;
  readonly search: string;
}

export const metricAnchor = (name: string): Anchor => ({ text: name, href: `#metric-${name}` });
export const labelAnchor = (name: string): Anchor => ({ text: name, href: `#label-${name}` });
export const alertAnchor = (name: string): Anchor => ({ text: name, href: `#alert-${name}` });
export const sloAnchor = (id: string): Anchor => ({ text: id, href: `#slo-${id}` });

/** The text that a card is found by. */
export function haystack(...texts: readonly (string | undefined)[]): string {
  return texts.join(' ').replace(/\s+/g, ' ').trim().toLowerCase();
}
