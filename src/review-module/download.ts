/** How long the browser may take to begin reading the file, in milliseconds. */
const GRACE = 60_000;

/** Hands the user a file that was made in the page. */
export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // At once would be too early: some browsers read it only after the click has been dealt with.
  setTimeout(() => URL.revokeObjectURL(url), GRACE);
}
