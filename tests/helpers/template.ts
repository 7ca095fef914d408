import { randomUUID } from 'node:crypto';
import { connect } from '../../scripts/lib/client.js';
import { stopServer } from '../../scripts/lib/directus.js';
import { ensureRole, ensureUser, whoIs } from '../../scripts/lib/people.js';
import { installPolicies } from '../../cli/lib/install-policies.js';
import { AGENT_POLICY, POLICIES, REVIEWER_POLICY } from '../../cli/lib/policies.js';
import type { Client, Policy } from '../../cli/lib/policies.js';
import type { Database } from './database.js';
import { makePlace, runDirectusOn, startPlace } from './place.js';
import type { People, User } from './test-bed.js';

const READER: Policy = {
  name: 'Reader',
  icon: 'visibility',
  description: 'Reads everything over the API.',
  app_access: false,
  permissions: Object.fromEntries(
    Object.keys(POLICIES[0]?.permissions ?? {}).map((collection) => [collection, ['read' as const]]),
  ),
};

/** Makes an empty database a migrated Directus with our policies and people, by the ways `npm start` uses. */
export async function fillTemplate(bedFolder: string, database: Database): Promise<People> {
  const token = randomUUID();
  const administrator = {
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: 'a-password-for-tests',
    ADMIN_TOKEN: token,
  };
  await runDirectusOn(bedFolder, database, ['bootstrap'], administrator);
  const place = await makePlace(bedFolder, database);
  let log = '';
  const server = await startPlace(place, (text) => (log += text));
  try {
    return await addPeople(connect(place.url, token), token);
  } catch (error) {
    throw new Error(`The template could not be filled: ${JSON.stringify(error)}\n${log}`, { cause: error });
  } finally {
    await stopServer(server);
  }
}

async function addPeople(client: Client, token: string): Promise<People> {
  const id = await whoIs(client, token);
  if (id === null) throw new Error('The bootstrap made no administrator.');
  const policies = await installPolicies(client, [...POLICIES, READER]);
  const roles: Record<string, string> = {};
  for (const [name, policy] of Object.entries(policies))
    roles[name] = await ensureRole(client, { name, icon: 'group', policy });
  const add = async (first_name: string, role: string): Promise<User> => {
    const person = { first_name, email: `${first_name.toLowerCase()}@example.com`, token: randomUUID() };
    return { id: await ensureUser(client, { ...person, role: roles[role] ?? '' }), token: person.token };
  };
  return {
    admin: { id, token },
    reviewer: await add('Robin', REVIEWER_POLICY),
    secondReviewer: await add('Sascha', REVIEWER_POLICY),
    agent: await add('Agent', AGENT_POLICY),
    other: await add('Reader', READER.name),
  };
}
