import { STYLE } from './draw-style.js';
import { drawWires } from './draw-wires.js';
import { SIZE, around, boxOfNode, boxOfNote, escape, nameOf } from './workflow-shape.js';

/** @typedef {import('./workflow-shape.js').WorkflowNode} WorkflowNode */
/** @typedef {import('./workflow-shape.js').Workflow} Workflow */

const LINE = 20;
/** In this many pixels a letter of a note's text fits, about. */
const LETTER = 8.8;

/**
 * What stands inside a node; anything else gets its type's name.
 * @type {Record<string, string>}
 */
const SIGNS = {
  manualTrigger: 'start',
  scheduleTrigger: 'clock',
  httpRequest: 'HTTP',
  code: '{ }',
  set: 'set',
  if: 'if',
  switch: 'switch',
  wait: 'wait',
  noOp: '→',
  stopAndError: 'stop',
  convertToFile: 'file',
  crypto: '#',
};

/**
 * Colours of n8n's sticky notes, by number, as hue and saturation; the style sheet adds light or dark.
 * @type {Record<number, string>}
 */
const NOTE_HUES = { 3: '0 70%', 4: '145 45%', 5: '210 70%', 6: '265 55%' };

/**
 * A picture of a workflow as n8n's editor lays it out: nodes, wires with the names of outputs, the titles of notes.
 * Light or dark as its viewer prefers.
 *
 * @param {Workflow} workflow
 * @returns {string} an SVG image
 */
export function drawWorkflow(workflow) {
  const notes = workflow.nodes.filter(({ type }) => nameOf(type) === 'stickyNote');
  const nodes = workflow.nodes.filter((node) => !notes.includes(node));
  const { x, y, width, height } = around([...notes.map(boxOfNote), ...nodes.map(boxOfNode)]);
  const view = [x, y, width, height].join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(workflow.name)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="var(--page)"/>`,
    ...notes.map(drawNote),
    ...nodes.flatMap((node) => drawWires(node, workflow, nodes)),
    ...nodes.map(drawNode),
    '</svg>',
    '',
  ].join('\n');
}

/** @param {WorkflowNode} note */
function drawNote(note) {
  const { x, y, width, height } = boxOfNote(note);
  const hue = NOTE_HUES[Number(note.parameters['color'])] ?? '45 60%';
  const [title = '', ...text] = String(note.parameters['content']).replaceAll(/[*`]/g, '').split('\n');
  const words = text
    .flatMap((line) => wrap(line, (width - 32) / LETTER))
    .map(
      (line, nth) => `<text class="words" x="${x + 16}" y="${y + 58 + nth * LINE}">${escape(line)}</text>`,
    );
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"`,
    ` style="fill: hsl(${hue} var(--light)); stroke: hsl(${hue} var(--edge))"/>`,
    `<text class="title" x="${x + 16}" y="${y + 32}">${escape(title.replace(/^#+ /, ''))}</text>`,
    ...words,
  ].join('');
}

/** @param {WorkflowNode} node */
function drawNode(node) {
  const { x, y } = boxOfNode(node);
  const middle = x + SIZE / 2;
  const type = nameOf(node.type);
  const lines = wrap(node.name, 20).map(
    (line, nth) =>
      `<text x="${middle}" y="${y + SIZE + 20 + nth * LINE}" text-anchor="middle">${escape(line)}</text>`,
  );
  // Triggers are round on the left, as in n8n.
  const radius = type.endsWith('Trigger') ? 36 : 10;
  return [
    `<rect class="node" x="${x}" y="${y}" width="${SIZE}" height="${SIZE}" rx="${radius}"/>`,
    `<text class="sign" x="${middle}" y="${y + SIZE / 2 + 5}" text-anchor="middle">${escape(SIGNS[type] ?? type)}</text>`,
    ...lines,
  ].join('');
}

/**
 * @param {string} text
 * @param {number} most characters in a line, unless a single word is longer
 */
function wrap(text, most) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
