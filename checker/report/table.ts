/**
 * A text table whose widths are known before its last row is, so that rows can be printed as they come.
 */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Cells longer than this push the rest of their line to the right; the title is the least width. */
  readonly width: number;
}

export interface Table {
  readonly head: string;
  readonly rule: string;
  readonly line: (cells: readonly string[]) => string;
}

export function table(columns: readonly Column[], gap = '  '): Table {
  const widths = columns.map((column) => Math.max(column.width, column.title.length));
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => pad(cells[index] ?? '', widths[index] ?? 0, column.align))
      .join(gap)
      .trimEnd();
  return {
    head: line(columns.map((column) => column.title)),
    rule: widths.map((width) => '─'.repeat(width)).join(gap),
    line,
  };
}

/** A whole table at once: each column as wide as its widest cell. */
export function tableOf(titles: readonly Omit<Column, 'width'>[], rows: readonly (readonly string[])[]): readonly string[] {
  const columns = titles.map((title, index) => ({ ...title, width: Math.max(0, ...rows.map((row) => row[index]?.length ?? 0)) }));
  const { head, rule, line } = table(columns);
  return [head, rule, ...rows.map(line)];
}

function pad(cell: string, width: number, align: 'left' | 'right'): string {
  return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
}
