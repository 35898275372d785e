/** Columns of a text table: numbers to the right, words to the left. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string | number;
}

/** Rows as aligned text, two blanks between columns. */
export function textTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => String(row[index] ?? '').length)),
  );
  const isNumeric = columns.map((_, index) => cells.every((row) => typeof row[index] === 'number'));
  const line = (values: readonly (string | number)[]) =>
    values
      .map((value, index) =>
        isNumeric[index]
          ? String(value).padStart(widths[index] ?? 0)
          : String(value).padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...cells.map(line)].join('\n');
}

/** Rows as a Markdown table. */
export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  const line = (values: readonly (string | number)[]) =>
    `| ${values.map((value) => String(value).replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = columns.map((_, index) =>
    cells.every((row) => typeof row[index] === 'number') ? '---:' : '---',
  );
  return [line(columns.map(({ title }) => title)), line(rule), ...cells.map(line)].join('\n');
}
