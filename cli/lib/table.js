/**
 * Rows as aligned columns of plain text.
 * @param {string[]} header
 * @param {string[][]} rows each as long as the header
 * @returns {string}
 */
export function table(header, rows) {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * "1 project", "3 projects".
 * @param {number} count
 * @param {string} singular
 */
export function counted(count, singular, plural = `${singular}s`) {
  return `${count} ${count === 1 ? singular : plural}`;
}
