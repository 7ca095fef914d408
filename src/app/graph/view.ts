import type { GraphLayout, Place } from './lay-out-graph.js';

/** Measures of the graph at scale 1, in pixels. */
export const NODE = { width: 128, height: 46 } as const;
export const COLUMN_STEP = 180;
export const LANE_STEP = 76;
const MARGIN = 24;

/** Below this scale words cannot be read: the graph is drawn as an overview, in shapes and colours only. */
export const READABLE = 0.45;
const SMALLEST = 0.002;
const LARGEST = 2;

/** What part of the graph is on screen: a point of the graph is shown at `point × scale + (x, y)`. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Centre of a version, in pixels of the graph. */
export function centreOf({ column, lane }: Place): { x: number; y: number } {
  return {
    x: MARGIN + NODE.width / 2 + column * COLUMN_STEP,
    y: MARGIN + NODE.height / 2 + lane * LANE_STEP,
  };
}

/** Size of the whole graph at scale 1. */
export function sizeOf({ columns, lanes }: Pick<GraphLayout, 'columns' | 'lanes'>): Size {
  return {
    width: 2 * MARGIN + NODE.width + Math.max(0, columns - 1) * COLUMN_STEP,
    height: 2 * MARGIN + NODE.height + Math.max(0, lanes - 1) * LANE_STEP,
  };
}

/** The whole graph in the middle of the screen, never larger than life. */
export function fitView(graph: Size, screen: Size): View {
  const scale = clampScale(Math.min(1, screen.width / graph.width, screen.height / graph.height));
  return {
    scale,
    x: (screen.width - graph.width * scale) / 2,
    y: (screen.height - graph.height * scale) / 2,
  };
}

/**
 * What one sees first: the whole graph if its words can be read then, else the part around a version, with the graph
 * pushed to the edge of the screen where it would leave a gap.
 */
export function firstView(graph: Size, screen: Size, around: Place | null): View {
  const whole = fitView(graph, screen);
  if (whole.scale >= 0.7 || around === null) return whole;
  const scale = 0.85;
  const { x, y } = centreOf(around);
  return {
    scale,
    x: within(screen.width / 2 - x * scale, screen.width - graph.width * scale),
    y: within(screen.height / 2 - y * scale, screen.height - graph.height * scale),
  };
}

/** An offset that leaves no gap; what is smaller than the screen stands in the middle. */
function within(offset: number, room: number): number {
  return room >= 0 ? room / 2 : Math.min(0, Math.max(room, offset));
}

/** Larger or smaller, with the point of the screen staying where it is. */
export function zoomAt(view: View, factor: number, point: { x: number; y: number }): View {
  const scale = clampScale(view.scale * factor);
  const ratio = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * ratio, y: point.y - (point.y - view.y) * ratio };
}

/** Moved as little as needed for a version to be seen whole; at least so large that it can be read. */
export function reveal(view: View, place: Place, screen: Size): View {
  const scale = Math.max(view.scale, READABLE);
  const start = scale === view.scale ? view : zoomAt(view, scale / view.scale, { x: 0, y: 0 });
  const { x, y } = centreOf(place);
  const shift = (at: number, half: number, room: number) =>
    Math.max(0, half - at) + Math.min(0, room - half - at);
  return {
    scale,
    x: start.x + shift(x * scale + start.x, (NODE.width / 2 + MARGIN) * scale, screen.width),
    y: start.y + shift(y * scale + start.y, (NODE.height / 2 + MARGIN) * scale, screen.height),
  };
}

/** A part of the graph in columns and lanes, ends included. */
export interface Part {
  columns: [number, number];
  lanes: [number, number];
}

/**
 * The part of the graph on screen and a bit beyond. It changes in steps of some columns only, so that moving the graph
 * by a pixel leaves everything as it is drawn.
 */
export function visiblePart(view: View, screen: Size): Part {
  const along = (offset: number, room: number, step: number): [number, number] => {
    const block = 4;
    const from = (-offset / view.scale - MARGIN) / step - 1;
    const to = ((room - offset) / view.scale - MARGIN) / step + 1;
    return [Math.floor(from / block) * block, Math.ceil(to / block) * block];
  };
  return {
    columns: along(view.x, screen.width, COLUMN_STEP),
    lanes: along(view.y, screen.height, LANE_STEP),
  };
}

/** The version at a point of the screen; null where there is none. For the overview, a bit beside it counts too. */
export function nodeAt(layout: GraphLayout, view: View, point: { x: number; y: number }): string | null {
  const x = (point.x - view.x) / view.scale;
  const y = (point.y - view.y) / view.scale;
  for (const { id } of layout.nodes) {
    const place = layout.places.get(id);
    if (place === undefined) continue;
    const centre = centreOf(place);
    if (Math.abs(centre.x - x) <= COLUMN_STEP / 2 && Math.abs(centre.y - y) <= LANE_STEP / 2) return id;
  }
  return null;
}

function clampScale(scale: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, scale));
}
