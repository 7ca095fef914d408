import type { Json, Version } from '../../../src/domain/words.js';
import type { Reply } from '../../helpers/api.js';
import { sharedInstance } from '../../helpers/instance.js';
import type { Vendor } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';
import { expectedHash } from '../support-http/content-hash.js';
import { newProject } from '../support-http/new-project.js';

interface Compared {
  version_id: string;
  version_number: number;
  content_hash: string | null;
}

export interface Drift {
  project_id: string;
  context_version: number;
  keys: Record<
    string,
    { schema_key: string; state: string; ours: Compared | null; base: Compared | null; upstream: Json }
  >;
}

/** A project of its own, with short ways to record and approve, and to ask for its drift. */
export async function driftingProject(vendor: Vendor) {
  const project = await newProject(sharedInstance(vendor));
  const { record, approve, agent, project_id } = project;
  const url = `/artifacts/projects/${String(project_id)}/drift`;
  const make =
    (change_origin: string) =>
    async (schema_key: string, value: Json, more: object = {}): Promise<Version> => {
      const version = await record(schema_key, value, { change_origin, ...more });
      await approve(version);
      return version;
    };
  const ask = (upstream: unknown, api = agent): Promise<Reply<{ data?: Drift }>> =>
    api.post(url, { upstream });
  const drift = async (upstream: Record<string, string | null>): Promise<Drift> =>
    expectData(await ask(upstream));
  /** Number of the base and state at one key. */
  const at = async (key: string, hash: string | null): Promise<[string, number | null]> => {
    const found = (await drift({ [key]: hash })).keys[key]!;
    return [found.state, found.base?.version_number ?? null];
  };
  const [deploy, sync, modify] = [make('deployment'), make('sync'), make('local_modification')];
  return { ...project, url, ask, drift, at, deploy, sync, modify };
}

/** What a source calls the version with that value and no files. */
export const hash = (value: Json): string => expectedHash(value);

/** A version as the answer shows it. */
export const compared = (version: Version): Compared => ({
  version_id: version.id,
  version_number: version.version_number,
  content_hash: version.content_hash,
});
