// What becomes of a picture on its way through a screen and a camera.

/** A square of grey values, 0 black to 255 white, row by row; beside it everything is white. */
export interface Picture {
  readonly width: number;
  readonly pixels: Float64Array;
}

function greyAt({ width, pixels }: Picture, column: number, row: number): number {
  const isInside = column >= 0 && row >= 0 && column < width && row < width;
  return isInside ? (pixels[row * width + column] as number) : 255;
}

/** @returns the grey value between four pixels, whose centres lie at whole numbers */
function between(picture: Picture, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const dx = x - left;
  const dy = y - top;
  const above = greyAt(picture, left, top) * (1 - dx) + greyAt(picture, left + 1, top) * dx;
  const below = greyAt(picture, left, top + 1) * (1 - dx) + greyAt(picture, left + 1, top + 1) * dx;
  return above * (1 - dy) + below * dy;
}

export function paint(width: number, grey: (x: number, y: number) => number): Picture {
  const pixels = new Float64Array(width * width);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) pixels[y * width + x] = grey(x, y);
  }
  return { width, pixels };
}

/** To another width; each new pixel is the mean of 3 by 3 samples, so that nothing is skipped where it shrinks. */
export function scaleTo(picture: Picture, width: number): Picture {
  const ratio = picture.width / width;
  const offsets = [1 / 6, 1 / 2, 5 / 6];
  return paint(width, (x, y) => {
    let sum = 0;
    for (const dy of offsets) {
      for (const dx of offsets) {
        sum += between(picture, (x + dx) * ratio - 0.5, (y + dy) * ratio - 0.5);
      }
    }
    return sum / 9;
  });
}

/** About its middle, on a ground large enough for its corners. */
export function rotate(picture: Picture, degrees: number): Picture {
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const width = Math.ceil(picture.width * (Math.abs(cosine) + Math.abs(sine)));
  const [middle, centre] = [(width - 1) / 2, (picture.width - 1) / 2];
  return paint(width, (x, y) => {
    const dx = x - middle;
    const dy = y - middle;
    return between(picture, centre + dx * cosine + dy * sine, centre - dx * sine + dy * cosine);
  });
}

/** Gaussian, of that standard deviation in pixels. */
export function blur(picture: Picture, sigma: number): Picture {
  const reach = Math.ceil(3 * sigma);
  const distances = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const weights = distances.map((distance) => Math.exp(-(distance ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (from: Picture, dx: number, dy: number): Picture =>
    paint(from.width, (x, y) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        const distance = i - reach;
        sum += greyAt(from, x + dx * distance, y + dy * distance) * (weights[i] as number);
      }
      return sum / total;
    });
  return along(along(picture, 1, 0), 0, 1);
}
