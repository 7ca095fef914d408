import { createDirectus, readMe, readPolicyGlobals, rest, staticToken } from '@directus/sdk';
import { Option } from 'commander';
import { describeFailure, isRefusal } from './describe-failure.js';
import { Problem, WrongUsage } from './problem.js';

/** @typedef {import('./policies.js').Client} Client */
/** @typedef {{ url?: string, token?: string }} ConnectionOptions */

/**
 * @typedef {object} Connection
 * @property {Client} client
 * @property {string} url
 * @property {string} who  email of the token's user, or its id
 * @property {boolean} admin
 */

/** How long an instance may take to say that it is there, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Adds `--url` and `--token` to a command that talks to a running instance.
 * @param {import('commander').Command} command
 * @returns {import('commander').Command}
 */
export function addConnectionOptions(command) {
  return command
    .addOption(new Option('--url <url>', 'address of the running Directus').env('DIRECTUS_URL'))
    .addOption(
      new Option('--token <token>', 'static token; the variable keeps it out of the list of processes').env(
        'DIRECTUS_TOKEN',
      ),
    );
}

/**
 * Finds out that Directus is there and whose token this is, and says so on the error output.
 * @param {ConnectionOptions} options
 * @param {{ admin?: boolean }} [needs] admin: nobody else can do this
 * @returns {Promise<Connection>}
 * @throws {WrongUsage} when address or token are missing or cannot be one
 * @throws {Problem} when nothing answers there, it is not Directus, or it does not accept the token
 */
export async function openConnection(options, { admin: needsAdmin = false } = {}) {
  const { url, token } = checkOptions(options);
  await requireDirectus(url);
  const client = createDirectus(url).with(staticToken(token)).with(rest());
  const connection = { client, url, who: 'this token', admin: false };
  const { id } = await ask(connection, readMe({ fields: ['id'] }));
  // An API-only user may not be allowed to read more than its own id.
  const email = await client.request(readMe({ fields: ['email'] })).then(
    (me) => me.email,
    () => null,
  );
  connection.who = email ?? id;
  /** @type {{ admin_access?: boolean }} */
  const globals = await ask(connection, readPolicyGlobals());
  connection.admin = globals.admin_access === true;
  console.error(`On the instance ${url} as ${connection.who}`);
  if (needsAdmin && !connection.admin)
    throw new Problem(`${connection.who} is no administrator; this needs an administrator's token.`);
  return connection;
}

/**
 * One request; what goes wrong is said in one line.
 * @template T
 * @param {Connection} connection
 * @param {import('@directus/sdk').RestCommand<T, import('./policies.js').ArtifactSchema>} command
 * @returns {Promise<T>}
 * @throws {Problem}
 */
export async function ask(connection, command) {
  return askWith(connection, (client) => client.request(command));
}

/**
 * The same for work of several requests.
 * @template T
 * @param {Connection} connection
 * @param {(client: Client) => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {Problem}
 */
export async function askWith({ client, url, who }, work) {
  try {
    return await work(client);
  } catch (error) {
    throw new Problem(describeFailure(error, { url, who }), { cause: error });
  }
}

/**
 * Whether a request failed because the instance refused it with that status.
 * @param {unknown} problem what {@link ask} has thrown
 * @param {number} status
 */
export function refusedWith(problem, status) {
  return problem instanceof Problem && isRefusal(problem.cause) && problem.cause.response.status === status;
}

/** @param {ConnectionOptions} options */
function checkOptions({ url, token }) {
  if (!url) throw new WrongUsage('Which instance? Give --url, or set DIRECTUS_URL.');
  if (!token) throw new WrongUsage('Who is asking? Give --token, or set DIRECTUS_TOKEN.');
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol))
    throw new WrongUsage('The URL must be one like https://directus.example.com.');
  // It is printed, and a password must not be.
  if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '')
    throw new WrongUsage('The URL must be without user, password, query and fragment.');
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new WrongUsage('The token has characters that no token has, such as spaces or line breaks.');
  return { url: parsed.href.replace(/\/+$/, ''), token };
}

/** @param {string} url */
async function requireDirectus(url) {
  const answer = await fetch(`${url}/server/ping`, { signal: AbortSignal.timeout(PATIENCE) }).catch(
    (/** @type {unknown} */ error) => {
      throw new Problem(describeFailure(error, { url, who: '' }));
    },
  );
  // The token would not follow to another origin, and every answer would be about nobody.
  if (answer.redirected && new URL(answer.url).origin !== new URL(url).origin)
    throw new Problem(`${url} leads to ${new URL(answer.url).origin}: give that address.`);
  if (answer.status === 503) throw new Problem(`${url} is overloaded or not ready. Try again later.`);
  if ((await answer.text()).trim() !== 'pong')
    throw new Problem(
      `${url} answers, but is not Directus (status ${answer.status} for /server/ping). Check the address.`,
    );
}
