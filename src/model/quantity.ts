/** A number with the words it was written in. */
export interface Quantity {
  /** In the unit of the metric it belongs to. */
  readonly value: number;
  /** As the spec writes it, such as `500ms` or `85`. */
  readonly text: string;
}
