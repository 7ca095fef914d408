import { existsSync } from 'node:fs';
import { dirname, resolve as resolvePath } from 'node:path';

/**
 * Import resolver for ESLint: in TypeScript sources `./decide.js` means decide.ts, which the stock resolver does
 * not find; imports that it does not find are outside of every boundary.
 */
export const interfaceVersion = 2;

/**
 * @param {string} source  what stands in the import
 * @param {string} file  who imports
 */
export function resolve(source, file) {
  if (!source.startsWith('.')) return { found: false };
  const path = resolvePath(dirname(file), source);
  const found = [path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.d.ts'), path].find(existsSync);
  return found === undefined ? { found: false } : { found: true, path: found };
}
