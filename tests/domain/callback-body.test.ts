import { expect, it } from 'vitest';
import { callbackBody } from '../../src/domain/callback-body.js';

it('holds what a waiting workflow needs, and nothing else', () => {
  const version = {
    id: '5c0ed3f0-0000-4000-8000-000000000001',
    project_id: 7,
    schema_key: 'brand.logo',
    status: 'rejected' as const,
    value: { secret: true },
    callback_url: 'https://n8n.example.com/webhook-waiting/1?signature=abc',
  };
  const decision = {
    action: 'reject' as const,
    reason: 'Too “dark”',
    feedback: { contrast: 1.5 },
    actor_id: 'x',
  };
  expect(callbackBody(version, decision, 3)).toBe(
    '{"version_id":"5c0ed3f0-0000-4000-8000-000000000001","project_id":7,"schema_key":"brand.logo",' +
      '"action":"reject","status":"rejected","reason":"Too “dark”","feedback":{"contrast":1.5},"context_version":3}',
  );
});
