import PDFDocument from 'pdfkit';

/** @typedef {import('./draw.js').Shape} Shape */

export const PALETTE = {
  primary: '#1A365D',
  secondary: '#2C7A7B',
  accent: '#ED8936',
  neutral: { dark: '#1A202C', light: '#F7FAFC' },
};

/** First logo: a compass star, all in one piece. @type {Shape[]} */
export const LOGO = [{ color: PALETTE.primary, circle: { x: 50, y: 50, r: 48 } }, ...star(38, 9, '#FFFFFF')];

/** The logo after a round of review: a ring, and a north point in the accent colour. @type {Shape[]} */
export const REFINED_LOGO = [
  { color: PALETTE.primary, circle: { x: 50, y: 50, r: 48 } },
  { color: PALETTE.secondary, circle: { x: 50, y: 50, r: 42 } },
  { color: PALETTE.primary, circle: { x: 50, y: 50, r: 38 } },
  ...star(34, 8, '#FFFFFF'),
  { color: PALETTE.accent, points: [[50, 16], [58, 42], [50, 50], [42, 42]] }, // prettier-ignore
];

/**
 * Four long points around the middle.
 * @param {number} long   reach of the points
 * @param {number} short  half their width
 * @param {string} color
 * @returns {Shape[]}
 */
function star(long, short, color) {
  /** @type {[number, number][]} */
  const points = [];
  for (let corner = 0; corner < 8; corner++) {
    const angle = (corner * Math.PI) / 4 - Math.PI / 2;
    const reach = corner % 2 === 0 ? long : short * Math.SQRT2;
    points.push([round(50 + reach * Math.cos(angle)), round(50 + reach * Math.sin(angle))]);
  }
  return [{ color, points }];
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}

/** Millimetres in the points that PDF counts in. */
const MM = 72 / 25.4;

/**
 * A business card, 85 × 55 mm.
 * @param {{ company: string, name: string, role: string, contact: string[] }} text
 * @returns {Promise<Buffer>} a PDF of one page
 */
export async function drawBusinessCard({ company, name, role, contact }) {
  const document = new PDFDocument({
    size: [85 * MM, 55 * MM],
    margin: 0,
    info: { Title: `${company} card` },
  });
  /** @type {Buffer[]} */
  const chunks = [];
  document.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
  const written = new Promise((resolve) => document.once('end', resolve));
  document.rect(0, 0, 30 * MM, 55 * MM).fill(PALETTE.primary);
  document
    .save()
    .translate(3 * MM, 16 * MM)
    .scale(0.24 * MM);
  for (const shape of REFINED_LOGO) {
    if ('points' in shape) document.polygon(...shape.points).fill(shape.color);
    else document.circle(shape.circle.x, shape.circle.y, shape.circle.r).fill(shape.color);
  }
  document.restore();
  document.font('Helvetica-Bold').fontSize(12).fillColor(PALETTE.primary);
  document.text(company, 35 * MM, 8 * MM, { lineBreak: false });
  document
    .fontSize(9)
    .fillColor(PALETTE.neutral.dark)
    .text(name, 35 * MM, 24 * MM, { lineBreak: false });
  document.font('Helvetica').fontSize(7).fillColor(PALETTE.secondary);
  document.text(role, 35 * MM, 28.5 * MM, { lineBreak: false }).fillColor(PALETTE.neutral.dark);
  contact.forEach((line, index) => document.text(line, 35 * MM, (38 + index * 4) * MM, { lineBreak: false }));
  document.end();
  await written;
  return Buffer.concat(chunks);
}

export const TONE_OF_VOICE = `# Northwind: tone of voice

We sound like a good navigator: calm, exact, and never in the way.

| We are   | We are not |
| -------- | ---------- |
| plain    | simplistic |
| warm     | chummy     |
| precise  | pedantic   |

## In practice

- Say what happens next: "Your parcel arrives on Tuesday before noon."
- One idea per sentence. If it needs a comma twice, make it two.
- Admit mistakes first, then explain: "We lost your parcel. Here is what we do about it."
`;
