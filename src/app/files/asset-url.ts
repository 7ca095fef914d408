/**
 * Address of a file's bytes, for images and frames; the browser sends the Studio's session along.
 *
 * @param base address that the Studio's own files are relative to, `<root>/admin/`
 * @param options what `/assets` takes, e.g. a preset's `key`
 */
export function assetUrl(fileId: string, base: string, options: Record<string, string> = {}): string {
  const url = new URL(`../assets/${encodeURIComponent(fileId)}`, base);
  for (const [name, value] of Object.entries(options)) url.searchParams.set(name, value);
  return url.href;
}
