import { join, relative } from 'node:path';
import { buildBundle, installBundle, isStale } from './bundle.js';
import { stopChildren } from './children.js';
import { connect } from './client.js';
import { credentialsFile, ensureCredentials, ensureSecret } from './credentials.js';
import { directusEnvironment, lastLines, prepareFolder, startServer } from './directus.js';
import { prepareDatabase, requireDatabase } from './instance-database.js';
import { whoIs } from './people.js';
import { seedSampleProject } from './sample-project.js';
import { setUpPeople } from './set-up-people.js';
import { Problem, step } from './terminal.js';

/**
 * Prepares and runs one instance in the foreground, until it ends or is interrupted.
 * @param {{ folder: string, port: number }} place
 * @returns {Promise<number>} exit code
 * @throws {Problem} for what the user can put right
 */
export async function runInstance(place) {
  const state = { running: false, stopping: false };
  // Ctrl-C reaches the children too and makes the step at hand fail; the interrupt is first, so that counts.
  const interrupted = new Promise((/** @type {(outcome: 'interrupted') => void} */ resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve('interrupted'));
    // npm hands a SIGTERM to the shell between us and it, which dies of it without passing it on.
    const shell = process.env['npm_lifecycle_event'] === undefined ? null : process.ppid;
    setInterval(() => shell !== null && process.ppid !== shell && resolve('interrupted'), 500).unref();
  });
  try {
    const outcome = await Promise.race([interrupted, prepareAndServe(place, state)]);
    if (outcome !== 'interrupted') return outcome;
    console.log('\nStopping …');
    state.stopping = true;
    return state.running ? 0 : 130;
  } finally {
    await stopChildren();
  }
}

/**
 * @param {{ folder: string, port: number }} place
 * @param {{ running: boolean, stopping: boolean }} state  running once the server is up
 * @returns {Promise<number>} exit code of the server
 */
async function prepareAndServe({ folder, port }, state) {
  const url = `http://127.0.0.1:${port}`;
  const env = await settings({ folder, port });
  await requireDatabase(env);
  const credentials = await ensureCredentials(folder, url);
  await prepareFolder(folder);
  if (await isStale('release')) await step('Building the bundle', () => buildBundle('release'));
  await installBundle('release', join(folder, 'extensions'));
  const { email, password, token } = credentials.admin;
  const administrator = { ADMIN_EMAIL: email, ADMIN_PASSWORD: password, ADMIN_TOKEN: token };
  await prepareDatabase({ folder, env, administrator });
  // What it says while it starts is only of interest when it fails, and then the error has it.
  const onOutput = (/** @type {string} */ text) => state.running && process.stdout.write(text);
  const server = await step('Starting Directus', () => startServer({ folder, env, onOutput }));
  const admin = connect(url, token);
  if ((await whoIs(admin, token)) === null)
    throw new Problem(
      `This database has another administrator than ${show(credentialsFile(folder))} says. ` +
        'Use an empty database, or the DATA_DIR that it was set up with.',
    );
  await step('Setting up people and permissions', () => setUpPeople(admin, credentials));
  await step('Adding the sample project', () => seedSampleProject(url, credentials));
  console.log(summary(url, folder));
  state.running = true;
  const code = await server.exited;
  if (!state.stopping) console.error(`Directus has ended:\n${lastLines(server.output())}`);
  return code ?? 1;
}

/**
 * Everything of our own environment goes to Directus, so that any of its settings can be given to `npm start`;
 * but not npm's variables, and not what would move the instance out of its folder.
 * @param {{ folder: string, port: number }} place
 */
async function settings({ folder, port }) {
  /** @type {import('./directus.js').Environment} */
  const own = {};
  for (const [name, value] of Object.entries(process.env))
    if (value && !/^npm_/i.test(name) && !['HOST', 'PORT', 'SECRET'].includes(name)) own[name] = value;
  const CONFIG_PATH = await ensureSecret(folder);
  const env = directusEnvironment({ folder, port });
  return { ...env, LOG_LEVEL: 'warn', ...own, CONFIG_PATH };
}

/**
 * @param {string} url
 * @param {string} folder
 */
function summary(url, folder) {
  return `
Directus with the artifact registry runs at ${url}

  Log in       as robin.reviewer@example.com; the password is in ${show(credentialsFile(folder))},
               with the administrator's and the tokens for the API
  Click first  ${url}/admin/artifacts
               open a pending version, look at it, approve it; then set its task to done (Content, Tasks)
               and see the project's context follow
  Play         npm run demo, in a second terminal: the whole story over the API
  Stop         Ctrl-C
`;
}

/** @param {string} path */
function show(path) {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
