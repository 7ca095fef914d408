import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from './lib/client.js';
import { credentialsFile, readCredentials } from './lib/credentials.js';
import { playSeedStory } from './lib/play-seed-story.js';
import { Problem, report } from './lib/terminal.js';

const HELP = `npm run demo [-- options]

Plays the whole story on a running instance, with real files: an agent records a logo, a palette and a business
card; a reviewer approves them; the project's context follows. Exits with 1 when anything is not as expected.

  --url <url>              default: the instance of npm start, with .data/credentials.json (DATA_DIR)
  --admin-token <token>    makes the project and its tasks
  --agent-token <token>    records
  --reviewer-token <token> decides`;

try {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      url: { type: 'string' },
      'admin-token': { type: 'string' },
      'agent-token': { type: 'string' },
      'reviewer-token': { type: 'string' },
    },
  });
  if (values.help) {
    console.log(HELP);
  } else {
    const folder = resolve(process.env['DATA_DIR'] || '.data');
    const known = await readCredentials(folder);
    const url = values.url ?? known?.url;
    const admin = values['admin-token'] ?? known?.admin.token;
    const agent = values['agent-token'] ?? known?.agent.token;
    const reviewer = values['reviewer-token'] ?? known?.reviewer.token;
    if (!url || !admin || !agent || !reviewer)
      throw new Problem(`There is no ${credentialsFile(folder)}. Run npm start first, or see --help.`);
    await requireServer(url);
    await playSeedStory({
      admin: connect(url, admin),
      agent: connect(url, agent),
      reviewer: connect(url, reviewer),
    });
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}

/** @param {string} url */
async function requireServer(url) {
  const ping = await fetch(`${url}/server/ping`).catch(() => null);
  if (ping?.status !== 200)
    throw new Problem(`No Directus answers at ${url}. Run npm start in another terminal first.`);
}
