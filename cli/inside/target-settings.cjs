/**
 * CONFIG_PATH of a Directus that works on the target of a copy: the instance's own settings with another database.
 * They come in a variable, because a file would leave the password on the disk of whoever is interrupted.
 */
/** @returns {unknown} */
module.exports = () => JSON.parse(process.env['ARTIFACTS_TARGET_SETTINGS'] ?? '{}');
