/** @typedef {import('@directus/sdk').SchemaSnapshotOutput} Snapshot */

/** The collections of the registry, as `schema-snapshot.yaml` has them. */
const OUR_COLLECTIONS = [
  'artifact_approvals',
  'artifact_files',
  'artifact_policies',
  'artifact_versions',
  'documents',
  'projects',
  'task_artifacts',
  'task_executions',
  'tasks',
];

/** What Directus calls a snapshot of some collections: it then says nothing about all the others. */
const PARTIAL = 2;

/**
 * The registry's part of a snapshot: our collections and what belongs to them, in an order that does not depend on the
 * history of the instance.
 *
 * @param {Snapshot} snapshot
 * @param {Snapshot} [like] only fields and relations that this one has, too; all of our collections, if left out
 * @returns {Snapshot}
 */
export function ourPart(snapshot, like) {
  const ours = (/** @type {{ collection?: string }} */ { collection }) =>
    OUR_COLLECTIONS.includes(String(collection));
  const fields = like && new Set(like.fields.map(nameOf));
  const relations = like && new Set(like.relations.map(nameOf));
  return {
    version: PARTIAL,
    directus: snapshot.directus,
    vendor: snapshot.vendor,
    collections: snapshot.collections.filter(ours).sort(by((one) => one['collection'])),
    fields: snapshot.fields
      .filter((field) => ours(field) && (fields?.has(nameOf(field)) ?? true))
      .sort(
        by(
          (one) =>
            `${one['collection']} ${String(one['meta']?.sort ?? 999).padStart(3, '0')} ${one['field']}`,
        ),
      ),
    systemFields: [],
    relations: snapshot.relations
      .filter((relation) => ours(relation) && (relations?.has(nameOf(relation)) ?? true))
      .sort(by(nameOf)),
  };
}

/**
 * `tasks.title`, of a field or relation of a snapshot or a diff.
 *
 * @param {Record<string, unknown>} item
 */
export function nameOf(item) {
  return `${String(item['collection'])}.${String(item['field'])}`;
}

/**
 * @param {(item: Record<string, any>) => string} key
 * @returns {(a: Record<string, any>, b: Record<string, any>) => number}
 */
function by(key) {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
