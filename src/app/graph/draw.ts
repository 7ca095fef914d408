import type { ChangeOrigin, VersionStatus } from '../../domain/words.js';
import type { GraphLayout, PlacedEdge } from './lay-out-graph.js';
import { centreOf, COLUMN_STEP, LANE_STEP, NODE } from './view.js';

/** The outline of a version around its centre, as an SVG path: its shape says why the version came to be. */
export function outline(origin: ChangeOrigin | null, x = 0, y = 0): string {
  const [w, h] = [NODE.width / 2, NODE.height / 2];
  const at = (dx: number, dy: number) => `${x + dx} ${y + dy}`;
  switch (origin) {
    case 'deployment': {
      const tip = 14;
      return `M${at(-w, 0)}L${at(tip - w, -h)}H${x + w - tip}L${at(w, 0)}L${at(w - tip, h)}H${x - w + tip}Z`;
    }
    case 'sync':
      return `M${at(h - w, -h)}H${x + w - h}a${h} ${h} 0 0 1 0 ${2 * h}H${x - w + h}a${h} ${h} 0 0 1 0 ${-2 * h}Z`;
    case 'local_modification':
      return `M${at(-w, -h)}H${x + w}V${y + h}H${x - w}Z`;
    case null: {
      const slant = 12;
      return `M${at(slant - w, -h)}H${x + w}L${at(w - slant, h)}H${x - w}Z`;
    }
  }
}

/** What stands for a status, as strokes in a field of 16 × 16. */
export const STATUS_STROKES: Record<VersionStatus, string> = {
  pending: 'M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0M8 4.8V8l2.2 1.6',
  approved: 'M2.5 8.6l3.6 3.6L13.5 4.4',
  rejected: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  superseded: 'M3.2 5.5A5.5 5.5 0 1 1 2.5 8M2.8 2.6v3.2h3.2M8 5.2V8l2 1.4',
};

/**
 * The line of an edge. It changes lanes right behind its start, where nothing stands, and runs along the lane of its
 * end. A second parent's runs along the lane of its start if nothing stands there, else straight across.
 */
export function edgeLine({ start, end, kind, runs }: PlacedEdge): string {
  const from = centreOf(start);
  const to = centreOf(end);
  const [x, y] = [from.x + NODE.width / 2, from.y];
  const [endX, endY] = [to.x - NODE.width / 2, to.y];
  const gap = COLUMN_STEP - NODE.width;
  if (kind === 'merge' && !runs) {
    // In one lane it would hide behind what stands between.
    const bow = y === endY ? LANE_STEP * 0.6 : 0;
    return `M${x} ${y}C${x + gap} ${y - bow} ${endX - gap} ${endY - bow} ${endX} ${endY}`;
  }
  if (y === endY) return `M${x} ${y}H${endX}`;
  const turn = runs ? endX - gap : x;
  return `M${x} ${y}H${turn}C${turn + gap / 2} ${y} ${turn + gap / 2} ${endY} ${turn + gap} ${endY}H${endX}`;
}

/** The overview: all versions of one status in one path, all edges in one, however many there are. */
export function drawOverview(layout: GraphLayout): { shapes: Record<VersionStatus, string>; lines: string } {
  const shapes: Record<VersionStatus, string[]> = { pending: [], approved: [], rejected: [], superseded: [] };
  for (const { id, status, change_origin } of layout.nodes) {
    const place = layout.places.get(id);
    if (place === undefined) continue;
    const { x, y } = centreOf(place);
    shapes[status].push(outline(change_origin, x, y));
  }
  return {
    shapes: {
      pending: shapes.pending.join(''),
      approved: shapes.approved.join(''),
      rejected: shapes.rejected.join(''),
      superseded: shapes.superseded.join(''),
    },
    lines: layout.edges.map(edgeLine).join(''),
  };
}
