/** @typedef {[number, number, number]} Version */

/**
 * Whether a version is in a range such as `^11.17.0 || ^12.0.0`: the caret ranges that our package.json uses, of
 * majors above 0, as semver.org defines their order. A prerelease is before its release.
 * @param {string} version e.g. `12.4.0`
 * @param {string} range
 * @returns {boolean}
 */
export function isInRange(version, range) {
  return range.split('||').some((part) => {
    const from = parse(part.trim().replace(/^\^/, ''));
    const given = parse(version);
    if (from === null || given?.[0] !== from[0]) return false;
    const difference = from[1] === given[1] ? given[2] - from[2] : given[1] - from[1];
    return difference > 0 || (difference === 0 && !/^[^+]*-/.test(version));
  });
}

/**
 * @param {string} text
 * @returns {Version | null}
 */
function parse(text) {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])];
}
