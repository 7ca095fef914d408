/**
 * Names of parts from what a database and a storage call things, which may be anything.
 */

/** @typedef {{ location: string, name: string }} StoredFile location: of the storage; name: `filename_disk` */

/**
 * @param {string} text
 * @returns {string} one segment of a path, without any way to lead elsewhere
 */
export function encodeName(text) {
  const encoded = encodeURIComponent(text);
  return /^\.+$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}

/** @param {StoredFile} file */
export function partOfFile({ location, name }) {
  return `files/${encodeName(location)}/${encodeName(name)}`;
}

/**
 * @param {string} part
 * @returns {StoredFile | null} null when it does not hold the bytes of a file
 */
export function fileOfPart(part) {
  const [, location = '', name = ''] = /^files\/([^/]+)\/([^/]+)$/.exec(part) ?? [];
  return name === '' ? null : { location: decodeURIComponent(location), name: decodeURIComponent(name) };
}
