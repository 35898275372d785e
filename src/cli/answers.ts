export const SERVICE_KINDS = ['http', 'queue', 'llm'] as const;
export const CI_SYSTEMS = ['github', 'gitlab'] as const;

export type ServiceKind = (typeof SERVICE_KINDS)[number];
export type CiSystem = (typeof CI_SYSTEMS)[number];

/** What a team says before it has a spec. */
export interface Answers {
  /** Prefix of the metric names: lower case letters, digits and `_`. */
  readonly service: string;
  readonly team: string;
  readonly kind: ServiceKind;
  readonly ci?: CiSystem | undefined;
}
