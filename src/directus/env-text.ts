/** A setting of Directus' own as text; the fallback where it is not set, or is no text. */
export function envText(env: Record<string, unknown>, name: string, fallback: string): string {
  const value = env[name];
  return typeof value === 'string' && value !== '' ? value : fallback;
}
