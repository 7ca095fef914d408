import type { HookConfig } from '@directus/types';
import { makeHost } from '../directus/make-host.js';
import { withClearErrors } from './clear-errors.js';
import { onCallbacks } from './on-callbacks.js';
import { onCli } from './on-cli.js';
import { onContent } from './on-content.js';
import { onDecisions } from './on-decisions.js';
import { onFiles } from './on-files.js';
import { onNotifications } from './on-notifications.js';
import { onPolicies } from './on-policies.js';
import { onProjects } from './on-projects.js';
import { onSchedules } from './on-schedules.js';
import { onStart } from './on-start.js';

/**
 * The rules, wherever Directus writes: REST, GraphQL, the Studio, Flows, the SDK and MCP all pass through these
 * filters. Each `on-…` file registers the events of one subject; the work is in the files they call.
 */
const register: HookConfig = (registered, context) => {
  const events = { ...registered, filter: withClearErrors(registered.filter) };
  const host = makeHost(context);
  onDecisions(host, events);
  onContent(host, events);
  onProjects(host, events);
  onPolicies(host, events);
  onFiles(host, events);
  onCallbacks(host, events);
  onSchedules(host, events);
  onNotifications(host, events);
  onStart(host, events);
  onCli(host, events);
};

export default register;
