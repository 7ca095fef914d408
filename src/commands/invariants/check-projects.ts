import type { Json, Key } from '../../domain/words.js';
import type { Host } from '../../directus/host.js';
import { projectIds, type Violation, violation } from '../../store/invariants/index.js';
import { readProject } from '../../store/projects.js';
import { verifyProjectChain } from '../verify-audit.js';
import { explainContext } from '../verify-context.js';

const PAGE = 500;
const WHAT_TO_DO =
  'It is kept. Record it as a version with the same content, or take it out; see docs/operations.md, "Adopting an existing project".';
const SHOWN = 200; // characters of a value, which may have a million

/** I2 and I5, project by project: the context is what the versions say, and the chain of the log is whole. */
export async function checkProjects(host: Host, projectId: Key | undefined): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (let after: Key | null = null; ;) {
    const page: Key[] = await projectIds(host.database, { after, limit: PAGE, projectId });
    for (const id of page) {
      violations.push(...(await checkContext(host, id)), ...(await checkChain(host, id)));
    }
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return violations;
  }
}

async function checkContext(host: Host, projectId: Key): Promise<Violation[]> {
  const found = (detail: string, schema_key = '') =>
    violation('I2', { project_id: projectId, schema_key: schema_key || null }, detail);
  try {
    const project = await readProject(host.database, projectId);
    if (project === null) return [];
    const { differences, isOlder } = await explainContext(host, project);
    return differences.map(({ schema_key, expected, actual }) =>
      found(
        isOlder
          ? `The context came with ${shown(actual)}, which is in no version. ${WHAT_TO_DO}`
          : `The context has ${shown(actual)} where its versions say ${shown(expected)}.`,
        schema_key,
      ),
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [found(`The context, or something that it is made of, is not JSON: ${error.message}`)];
  }
}

async function checkChain(host: Host, projectId: Key): Promise<Violation[]> {
  try {
    const { first_broken: broken } = await verifyProjectChain(host, projectId);
    if (broken === null) return [];
    return [violation('I5', { project_id: projectId }, `Entry ${broken.sequence}: ${broken.reason}`)];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [violation('I5', { project_id: projectId }, `An entry is not readable: ${error.message}`)];
  }
}

function shown(value: Json): string {
  if (value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
