/**
 * @typedef {object} WorkflowNode
 * @property {string} name
 * @property {string} type  e.g. `n8n-nodes-base.httpRequest`
 * @property {[number, number]} position  left upper corner, in n8n's pixels
 * @property {Record<string, unknown>} parameters
 *
 * @typedef {object} Workflow
 * @property {string} name
 * @property {WorkflowNode[]} nodes
 * @property {Record<string, { main: ({ node: string }[] | null)[] }>} connections
 *
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 */

/** n8n draws nodes as squares of this size, with the name below. */
export const SIZE = 96;
const PADDING = 40;

/**
 * @param {WorkflowNode} note
 * @returns {Box}
 */
export function boxOfNote({ position: [x, y], parameters }) {
  return { x, y, width: Number(parameters['width']), height: Number(parameters['height']) };
}

/**
 * @param {WorkflowNode} node
 * @returns {Box}
 */
export function boxOfNode({ position: [x, y] }) {
  return { x, y, width: SIZE, height: SIZE };
}

/**
 * The box around others, with room for wires that lead back.
 * @param {Box[]} boxes
 * @returns {Box}
 */
export function around(boxes) {
  const left = Math.min(...boxes.map(({ x }) => x)) - PADDING;
  const top = Math.min(...boxes.map(({ y }) => y)) - PADDING;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + PADDING;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + PADDING + 60;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {string} type */
export function nameOf(type) {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** @param {string} text */
export function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
