import { readVersionPolicies } from '../../commands/policies/read-version-policies.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, versionParams } from '../schemas.js';
import { versionPolicies } from './policy-schemas.js';

/** `GET /versions/:id/policies` */
export const readVersionPoliciesRoute = defineRoute({
  method: 'get',
  path: '/versions/:id/policies',
  summary: 'Which policies are about a version, and which approvals are missing',
  params: versionParams,
  responses: { 200: data(versionPolicies) },
  errors: [],
  async handle({ host, caller, params }) {
    const result = await readVersionPolicies(host, caller, params.id);
    return { status: 200, body: { data: result as unknown as Json } };
  },
});
