import { SIZE, boxOfNode, escape, nameOf } from './workflow-shape.js';

/** @typedef {import('./workflow-shape.js').WorkflowNode} WorkflowNode */
/** @typedef {import('./workflow-shape.js').Workflow} Workflow */
/** @typedef {import('./workflow-shape.js').Box} Box */

/**
 * The wires that leave a node, with arrow heads and the names of its outputs.
 * @param {WorkflowNode} from
 * @param {Workflow} workflow
 * @param {WorkflowNode[]} nodes
 */
export function drawWires(from, workflow, nodes) {
  const outputs = workflow.connections[from.name]?.main ?? [];
  return outputs.flatMap((targets, output) =>
    (targets ?? []).map(({ node }) => {
      const to = nodes.find(({ name }) => name === node);
      if (to === undefined) throw new Error(`${workflow.name} has no node "${node}".`);
      return drawWire(boxOfNode(from), boxOfNode(to), {
        // Several outputs leave a node one below the other.
        offset: ((output + 1) * SIZE) / (outputs.length + 1),
        label: outputs.length > 1 ? outputName(from, output) : '',
      });
    }),
  );
}

/**
 * @param {Box} from
 * @param {Box} to
 * @param {{ offset: number, label: string }} options
 */
function drawWire(from, to, { offset, label }) {
  const start = { x: from.x + SIZE, y: from.y + offset };
  const end = { x: to.x - 8, y: to.y + SIZE / 2 };
  const bend = Math.max(40, (end.x - start.x) / 2);
  // Back to an earlier node: below everything, so that it crosses no name.
  const low = Math.max(from.y, to.y) + SIZE + 60 + (start.x - end.x) / 40;
  const path =
    end.x > start.x
      ? `M${start.x} ${start.y} C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`
      : `M${start.x} ${start.y} C${start.x + 90} ${start.y} ${start.x + 60} ${low} ${start.x - 40} ${low} ` +
        `L${end.x + 40} ${low} C${end.x - 60} ${low} ${end.x - 70} ${end.y} ${end.x} ${end.y}`;
  const head = `M${end.x + 8} ${end.y} l-11 -6 v12 z`;
  const text =
    label === '' ? '' : `<text class="label" x="${start.x + 8}" y="${start.y - 5}">${escape(label)}</text>`;
  return `<path class="wire" d="${path}"/><path class="head" d="${head}"/>${text}`;
}

/**
 * @param {WorkflowNode} node
 * @param {number} output
 */
function outputName(node, output) {
  if (nameOf(node.type) === 'if') return output === 0 ? 'yes' : 'no';
  const { rules } = /** @type {{ rules?: { values: { outputKey: string }[] } }} */ (node.parameters);
  return rules?.values[output]?.outputKey ?? '';
}
