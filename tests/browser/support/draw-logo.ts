import { PNG } from 'pngjs';

type Colour = [red: number, green: number, blue: number];

/** A square PNG with a disc in this colour, and a ring around it where a second colour is given. */
export function drawLogo(disc: Colour, ring?: Colour, size = 240): Uint8Array {
  const picture = new PNG({ width: size, height: size });
  const middle = size / 2;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = Math.hypot(x - middle, y - middle) / middle;
      const onRing = ring !== undefined && distance > 0.72 && distance < 0.9;
      const colour = onRing ? ring : distance < 0.6 ? disc : null;
      picture.data.set([...(colour ?? [0, 0, 0]), colour === null ? 0 : 255], (y * size + x) * 4);
    }
  }
  return PNG.sync.write(picture);
}
