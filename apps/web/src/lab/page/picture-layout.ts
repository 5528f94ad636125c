/** Something in the picture. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where everything in the picture is. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  readonly box: { readonly width: number; readonly height: number };
  /** The places of a layer's boxes, by their top left corners. */
  readonly layers: readonly (readonly Place[])[];
  /** A line from one box to one of the next layer. */
  link(from: Place, to: Place): string;
}

const WIDE = { length: 960, box: { width: 132, height: 58 }, gap: 20 };
const TALL = { width: 340, box: { width: 100, height: 54 }, gapX: 14, gapY: 16, layerGap: 48 };

/**
 * Sets layers of boxes out: side by side where there is room, one below the other on a phone.
 *
 * @param counts how many boxes each layer has
 */
export function pictureLayout(counts: readonly number[], tall: boolean): PictureLayout {
  return tall ? tallLayout(counts) : wideLayout(counts);
}

function wideLayout(counts: readonly number[]): PictureLayout {
  const { length, box, gap } = WIDE;
  const step = box.height + gap;
  const height = Math.max(...counts) * step + gap;
  const between = (length - counts.length * box.width - 2) / (counts.length - 1);
  const layers = counts.map((count, layer) =>
    Array.from({ length: count }, (_, at) => ({
      x: 1 + layer * (box.width + between),
      y: (height - count * step + gap) / 2 + at * step,
    })),
  );
  const link = (from: Place, to: Place) => {
    const start = { x: from.x + box.width, y: from.y + box.height / 2 };
    const end = { x: to.x, y: to.y + box.height / 2 };
    const bend = (end.x - start.x) / 2;
    return `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`;
  };
  return { width: length, height, box, layers, link };
}

function tallLayout(counts: readonly number[]): PictureLayout {
  const { width, box, gapX, gapY, layerGap } = TALL;
  const perRow = 3;
  let top = 1;
  const layers = counts.map((count) => {
    const places = Array.from({ length: count }, (_, at) => {
      const inRow = Math.min(perRow, count - Math.floor(at / perRow) * perRow);
      const rowWidth = inRow * box.width + (inRow - 1) * gapX;
      return {
        x: (width - rowWidth) / 2 + (at % perRow) * (box.width + gapX),
        y: top + Math.floor(at / perRow) * (box.height + gapY),
      };
    });
    const rows = Math.ceil(count / perRow);
    top += rows * box.height + (rows - 1) * gapY + layerGap;
    return places;
  });
  const link = (from: Place, to: Place) => {
    const start = { x: from.x + box.width / 2, y: from.y + box.height };
    const end = { x: to.x + box.width / 2, y: to.y };
    const bend = Math.max(10, (end.y - start.y) / 2);
    return `M${start.x} ${start.y}C${start.x} ${start.y + bend} ${end.x} ${end.y - bend} ${end.x} ${end.y}`;
  };
  return { width, height: top - layerGap + 2, box, layers, link };
}
