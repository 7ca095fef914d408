/** Moves the focus by so many rows; from anywhere else to the first or last one. */
export function walkRows(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const focused = rows.findIndex((row) => row === document.activeElement);
  const next = focused === -1 ? (by === 1 ? 0 : rows.length - 1) : focused + by;
  rows[next]?.focus();
}
