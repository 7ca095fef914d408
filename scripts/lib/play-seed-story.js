import { createItem, readMe } from '@directus/sdk';
import { checkChapter, checkEnd } from './check-seed-story.js';
import { drawPng, drawSvg } from './draw.js';
import { PALETTE, REFINED_LOGO, drawBusinessCard } from './sample-files.js';
import { approve, executeTask, readContext } from './seed-story.js';

/** @typedef {import('../../cli/lib/policies.js').Client} Client */
/** @typedef {import('./seed-story.js').Output} Output */

/**
 * @typedef {object} Clients
 * @property {Client} admin
 * @property {Client} agent
 * @property {Client} reviewer
 */

/**
 * Plays the story and prints it step by step.
 * @param {Clients} clients
 * @throws {import('node:assert').AssertionError} when the server does anything else than it should
 */
export async function playSeedStory({ admin, agent, reviewer }) {
  // Drawn before the first request: a server closes a connection that is idle for as long as that may take.
  const story = await chapters();
  const reviewerId = (await reviewer.request(readMe({ fields: ['id'] }))).id;
  const title = `Demo ${new Date().toISOString().slice(0, 19).replace('T', ' ')}`;
  const { id: projectId } = await admin.request(createItem('projects', { title, status: 'active' }));
  console.log(`Project "${title}" (${projectId})`);
  let promotions = 0;
  for (const { task, schemaKey, output, reason } of story) {
    const { id: taskId } = await admin.request(
      createItem('tasks', {
        project_id: projectId,
        title: task,
        status: 'in_progress',
        execution_type: 'ai',
      }),
    );
    console.log(`\n${promotions + 1}. ${task}`);
    const run = { projectId, taskId, schemaKey, output };
    const versionId = await executeTask(agent, run, (line) => console.log(`   agent     ${line}`));
    const review = { projectId, taskId, versionId, reviewerId, reason };
    await approve(reviewer, review, (line) => console.log(`   reviewer  ${line}`));
    promotions += 1;
    await checkChapter(agent, { projectId, schemaKey, versionId, output, promotions });
    const { context, context_version } = await readContext(agent, projectId);
    console.log(`   server    promotes: context_version is ${context_version}, the context`);
    console.log(indent(JSON.stringify(context, null, 2)));
  }
  await checkEnd(agent, projectId, promotions);
  console.log(`\nAs expected: ${promotions} promotions, the context and the audit trail agree.`);
}

/** @returns {Promise<{ task: string, schemaKey: string, reason: string, output: Output }[]>} */
async function chapters() {
  const card = await drawBusinessCard({
    company: 'Northwind',
    name: 'Noor Winter',
    role: 'Navigator',
    contact: ['noor@northwind.example', '+1 555 0123', 'northwind.example'],
  });
  return [
    {
      task: 'Design the logo',
      schemaKey: 'brand.logo',
      reason: 'Logo meets brand guidelines',
      output: {
        metadata: { metadata: { dimensions: '1000x1000', format: 'PNG' } },
        files: [
          { bytes: drawPng(REFINED_LOGO, 1000), name: 'logo.png', type: 'image/png' },
          { bytes: drawSvg(REFINED_LOGO, 'Northwind'), name: 'logo.svg', type: 'image/svg+xml' },
        ],
      },
    },
    {
      task: 'Choose the colour palette',
      schemaKey: 'brand.colors',
      reason: 'Enough contrast on every pair',
      output: {
        metadata: { primary: PALETTE.primary, secondary: PALETTE.secondary, accent: PALETTE.accent },
        files: [],
      },
    },
    {
      task: 'Lay out the business card',
      schemaKey: 'deliverables.business_card',
      reason: 'Ready for print',
      output: {
        metadata: {},
        files: [{ bytes: card, name: 'business-card.pdf', type: 'application/pdf' }],
      },
    },
  ];
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '     ');
}
