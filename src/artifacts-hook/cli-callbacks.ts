import { subscriptionSecret } from '../domain/webhook-secrets.js';
import type { Host } from '../directus/host.js';
import { type Command, endWith, type Options, Problem } from './cli-command.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Adds `callbacks secret` to the group `artifacts` of Directus' command line: prints what receivers verify
 * signatures with, and nothing else, so that it can be piped on.
 */
export function addCallbacksCommand(group: Command, host: Host): void {
  group
    .command('callbacks')
    .description('What receivers of callbacks need to know')
    .command('secret')
    .description('Print the secret that callbacks are signed with')
    .option('--subscription <id>', 'The secret of this subscription instead')
    .action((options) => endWith(() => Promise.resolve(printSecret(host, options))));
}

/** @returns whether there is one to print */
function printSecret({ env, settings }: Host, { subscription }: Options): boolean {
  if (!env['SECRET'] && !env['ARTIFACTS_CALLBACK_SECRET']) {
    throw new Problem(
      'Neither SECRET nor ARTIFACTS_CALLBACK_SECRET is set: every start of the server makes up another secret.',
    );
  }
  if (typeof subscription !== 'string') console.log(settings.callbackSecret);
  else if (UUID.test(subscription)) {
    console.log(subscriptionSecret(settings.callbackSecret, subscription.toLowerCase()));
  } else throw new Problem('The id of a subscription is a uuid.');
  return true;
}
