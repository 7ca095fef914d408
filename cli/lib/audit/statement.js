import { hashedFields, verifyChain } from '../../../audit-format/chain.js';
import { Untrusted } from './envelope.js';

/** @typedef {import('../../../audit-format/chain.js').Entry} Entry */

/**
 * A version that the log is about: its name is `project/<id>/<schema key>@v<number>`, its digest the content hash.
 *
 * @typedef {{ name: string, digest: { sha256: string }, annotations: { artifact_version_id: string } }} Subject
 */

/**
 * The log of one project, from its first entry on. `head` is the hash of the last one.
 *
 * @typedef {{
 *   project_id: string, count: number, head: string, context_version: number, exported_at: string, entries: Entry[],
 * }} Log
 */

/** @typedef {{ _type: string, subject: Subject[], predicateType: string, predicate: Log }} Statement */

const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
const PREDICATE_TYPE = 'urn:directus-extension-artifacts:audit-log:v1';

/**
 * An in-toto statement (v1) that says: the log of this project, and with it the content of these versions, was this.
 *
 * @param {object} log
 * @param {string} log.projectId
 * @param {Entry[]} log.entries whole and verified; at least one
 * @param {Map<string, { schema_key: string, version_number: number }>} log.versions by id
 * @param {number} log.contextVersion of the project, for a log that does not say
 * @param {string} log.exportedAt
 * @returns {Buffer} UTF-8 JSON
 * @throws {Error} when an entry is about a version that is not there
 */
export function writeStatement({ projectId, entries, versions, contextVersion, exportedAt }) {
  const subject = [...hashesOf(entries)].map(([id, sha256]) => {
    const version = versions.get(id);
    if (version === undefined) throw new Error(`The log is about a version ${id}, which is not there.`);
    const name = `project/${projectId}/${version.schema_key}@v${version.version_number}`;
    return { name, digest: { sha256 }, annotations: { artifact_version_id: id } };
  });
  const head = entries.at(-1)?.entry_hash ?? '';
  const predicate = {
    project_id: projectId,
    count: entries.length,
    head,
    context_version: lastBump(entries) ?? contextVersion,
    exported_at: exportedAt,
    entries: entries.map((entry) => ({ ...hashedFields(entry), entry_hash: entry.entry_hash })),
  };
  return Buffer.from(
    JSON.stringify({ _type: STATEMENT_TYPE, subject, predicateType: PREDICATE_TYPE, predicate }),
    'utf8',
  );
}

/**
 * Reads a statement, and checks that it agrees with itself: the chain from entry 1 to its head, and that the subjects
 * are exactly the versions of the entries with the hashes that these have.
 *
 * @param {Buffer} payload
 * @returns {Log}
 * @throws {Untrusted} naming the first entry that is wrong
 */
export function readStatement(payload) {
  /** @type {Partial<Statement>} */
  const { _type: type, predicateType, predicate, subject } = JSON.parse(payload.toString('utf8'));
  if (type !== STATEMENT_TYPE || predicateType !== PREDICATE_TYPE)
    throw new Untrusted(`It is no log of this system: ${String(type)}, ${String(predicateType)}.`);
  if (predicate === undefined || !Array.isArray(predicate.entries) || !Array.isArray(subject))
    throw new Untrusted('It has no entries or no subjects.');
  const { entries, count, head, project_id: projectId, context_version: contextVersion } = predicate;
  const { first_broken: broken } = verifyChain(entries);
  if (broken !== null) throw new Untrusted(`Entry ${broken.sequence} is broken. ${broken.reason}`);
  const stranger = entries.find((entry) => entry.project_id !== projectId);
  if (stranger !== undefined)
    throw new Untrusted(`Entry ${stranger.sequence} is of project ${stranger.project_id}, not ${projectId}.`);
  if (count !== entries.length || head !== entries.at(-1)?.entry_hash)
    throw new Untrusted('Count and head are not those of its last entry.');
  if ((lastBump(entries) ?? contextVersion) !== contextVersion)
    throw new Untrusted('The context version is not that of its last promotion.');
  checkSubjects(subject, entries);
  return predicate;
}

/**
 * @param {Subject[]} subjects
 * @param {Entry[]} entries
 */
function checkSubjects(subjects, entries) {
  const hashes = hashesOf(entries);
  for (const { name, digest, annotations } of subjects) {
    const id = annotations.artifact_version_id;
    if (hashes.get(id) !== digest.sha256)
      throw new Untrusted(`The subject ${name} has another digest than the entries about it.`);
    hashes.delete(id);
  }
  const [missing] = hashes.keys();
  if (missing !== undefined) throw new Untrusted(`The version ${missing} of the entries is no subject.`);
}

/**
 * What was decided on, by version: its newest hash in the log. Versions older than the system may have none.
 *
 * @param {Entry[]} entries
 * @returns {Map<string, string>}
 */
function hashesOf(entries) {
  /** @type {Map<string, string>} */
  const hashes = new Map();
  for (const { artifact_version_id: id, content_hash: hash } of entries)
    if (hash !== null) hashes.set(id, hash);
  return hashes;
}

/** @param {Entry[]} entries */
const lastBump = (entries) =>
  entries.findLast((entry) => entry.context_version !== null)?.context_version ?? null;
