/**
 * @typedef {object} Finding
 * @property {string} check
 * @property {'ok' | 'warning' | 'problem' | 'skipped'} state
 *   warning: it works, but look at it; problem: something does not work or is not protected; skipped: not looked at
 * @property {string} found
 * @property {string} [todo]  what to do about it
 */

/** @type {(check: string, found: string) => Finding} */
export const ok = (check, found) => ({ check, state: 'ok', found });
/** @type {(check: string, found: string, todo: string) => Finding} */
export const warning = (check, found, todo) => ({ check, state: 'warning', found, todo });
/** @type {(check: string, found: string, todo?: string) => Finding} */
export const problem = (check, found, todo) => ({
  check,
  state: 'problem',
  found,
  ...(todo === undefined ? {} : { todo }),
});
/** @type {(check: string, found: string, todo: string) => Finding} */
export const skipped = (check, found, todo) => ({ check, state: 'skipped', found, todo });

/**
 * A line per finding, its state in words; what to do below it.
 * @param {Finding[]} findings
 * @returns {string}
 */
export function describeFindings(findings) {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, state, found, todo }) => [
    `${state.padEnd(7)}  ${check.padEnd(width)}  ${found}`,
    ...(todo === undefined ? [] : [`${''.padEnd(7)}  ${''.padEnd(width)}  -> ${todo}`]),
  ]);
  return lines.join('\n');
}
