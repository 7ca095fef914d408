import { PNG } from 'pngjs';

/**
 * A filled shape on a square canvas of 100 × 100 units; later shapes cover earlier ones.
 * @typedef {{ color: string, points: [number, number][] }
 *   | { color: string, circle: { x: number, y: number, r: number } }} Shape
 */

/** Units of the canvas that shapes are drawn on. */
const CANVAS = 100;
/** Samples per pixel and direction: smooth edges. */
const SAMPLES = 3;

/**
 * @param {Shape[]} shapes
 * @param {string} title
 * @returns {Buffer} an SVG image
 */
export function drawSvg(shapes, title) {
  const elements = shapes.map((shape) =>
    'points' in shape
      ? `<polygon fill="${shape.color}" points="${shape.points.map((point) => point.join(',')).join(' ')}"/>`
      : `<circle fill="${shape.color}" cx="${shape.circle.x}" cy="${shape.circle.y}" r="${shape.circle.r}"/>`,
  );
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CANVAS} ${CANVAS}" role="img">`;
  return Buffer.from([open, `<title>${title}</title>`, ...elements, '</svg>', ''].join('\n'));
}

/**
 * @param {Shape[]} shapes
 * @param {number} size  width and height in pixels
 * @returns {Buffer} a PNG image with a transparent background
 */
export function drawPng(shapes, size) {
  const image = new PNG({ width: size, height: size });
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) image.data.set(pixel(shapes, x, y, size), (y * size + x) * 4);
  return PNG.sync.write(image);
}

/**
 * @param {Shape[]} shapes
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @returns {number[]} red, green, blue, alpha
 */
function pixel(shapes, x, y, size) {
  const sum = [0, 0, 0];
  let hits = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const px = ((x + ((sample % SAMPLES) + 0.5) / SAMPLES) / size) * CANVAS;
    const py = ((y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size) * CANVAS;
    const top = shapes.findLast((shape) => covers(shape, px, py));
    if (!top) continue;
    hits += 1;
    channels(top.color).forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
  }
  const color = sum.map((value) => Math.round(value / Math.max(hits, 1)));
  return [...color, Math.round((255 * hits) / (SAMPLES * SAMPLES))];
}

/**
 * @param {Shape} shape
 * @param {number} x
 * @param {number} y
 */
function covers(shape, x, y) {
  if ('circle' in shape) return Math.hypot(x - shape.circle.x, y - shape.circle.y) <= shape.circle.r;
  let inside = false;
  shape.points.forEach(([x1, y1], index) => {
    const [x2, y2] = shape.points.at(index - 1) ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

/** @param {string} color as #rrggbb */
function channels(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}
