import { createHmac, randomUUID } from 'node:crypto';
import { as } from '../../helpers/api.js';
import type { Api } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';
import { addApiUser, DECIDING_AGENT } from '../support-guards/people.js';

/**
 * Everybody who may come along, in the order of the tables:
 *
 * - **nobody**: no token
 * - **expired**: a token of the administrator whose time is over
 * - **revoked**: a static token that was taken away from somebody who could decide
 * - **shared**: the token of a share of one version
 * - **blind**: reads projects, tasks and files, but neither versions nor the log: a reviewer of another policy
 * - **reader**: reads everything, writes nothing
 * - **agent**, **reviewer**: the two policies that we install
 * - **admin**
 */
export const WHO = [
  ...(['nobody', 'expired', 'revoked', 'shared', 'blind'] as const),
  ...(['reader', 'agent', 'reviewer', 'admin'] as const),
];
export type Who = (typeof WHO)[number];
export type Callers = Record<Who, { api: Api; token: string | null }>;

/** The secret of every server of the tests. */
const SECRET = 'a-secret-for-tests-that-is-long-enough';

/** @param versionId of the version that is shared */
export async function makeCallers(instance: Instance, versionId: string): Promise<Callers> {
  const blind = await addApiUser(instance, {
    projects: ['read'],
    tasks: ['read', 'update'],
    documents: ['read'],
    directus_files: ['read'],
  });
  const tokens: Record<Who, string | null> = {
    nobody: null,
    expired: adminToken(instance, -60),
    revoked: await revokedToken(instance),
    shared: await shareToken(instance, versionId),
    blind: blind.token,
    reader: instance.other.token,
    agent: instance.agent.token,
    reviewer: instance.reviewer.token,
    admin: instance.admin.token,
  };
  const entries = WHO.map((who) => [who, { token: tokens[who], api: as(instance.url, tokens[who]) }]);
  return Object.fromEntries(entries) as Callers;
}

/** A token as Directus makes it at a login, valid for so many seconds from now. */
export function adminToken({ admin }: Instance, seconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { id: admin.id, role: null, app_access: true, admin_access: true, iss: 'directus' };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, iat: now - 120, exp: now + seconds })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

async function revokedToken(instance: Instance): Promise<string> {
  const user = await addApiUser(instance, DECIDING_AGENT);
  const used = await as(instance.url, user.token).get('/artifacts/health');
  if (used.status !== 200) throw new Error(`The token is to be good before it is revoked: ${used.status}`);
  expectData(await as(instance.url, instance.admin.token).patch(`/users/${user.id}`, { token: null }));
  return user.token;
}

async function shareToken(instance: Instance, versionId: string): Promise<string> {
  const admin = as(instance.url, instance.admin.token);
  const share = { name: randomUUID(), collection: 'artifact_versions', item: versionId };
  const { id } = expectData(await admin.post<{ data?: { id: string } }>('/shares', share));
  const login = await as(instance.url, null).post<{ data?: { access_token: string } }>('/shares/auth', {
    share: id,
    mode: 'json',
  });
  return expectData(login).access_token;
}
