import type { Grid } from '../../api/types.js';
import { lookOf } from '../../ui/states.js';
import { visibleText } from '../../ui/visible.js';
import { MARKS, type Range } from './cells.js';

/** Where the reader looks: pixels of a cell, and the cell that is at the left and top, in parts of cells. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

/** Room for the values of rows and columns. */
export const LEFT = 128;
export const TOP = 28;

type ColorOf = (name: string) => string;

/** The colour of a custom property as the theme has it now; a canvas knows no `light-dark()`. */
function colorOf(canvas: HTMLCanvasElement, name: string): string {
  canvas.style.color = `var(${name})`;
  return getComputedStyle(canvas).color;
}

/** From here on, cells have shapes; smaller ones are only coloured. */
const SHAPES_FROM = 9;
export const LARGEST = 32;

/** Draws what can be seen of a grid: the cost depends on the pixels, not on the cells. */
export function drawGrid(canvas: HTMLCanvasElement, grid: Grid, view: View, selected: Range | undefined): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const colorFor = (name: string): string => colorOf(canvas, name);
  if (view.scale >= SHAPES_FROM) drawShapes(context, grid, view, colorFor, ratio, width, height);
  else drawPixels(context, grid, view, colorFor, ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (selected !== undefined) drawSelected(context, view, selected, colorFor, width, height);
  drawValues(context, grid, view, colorFor, width, height);
}

function drawShapes(
  context: CanvasRenderingContext2D,
  grid: Grid,
  { scale, x, y }: View,
  colorFor: ColorOf,
  ratio: number,
  width: number,
  height: number,
): void {
  const looks = new Map(
    Object.entries(MARKS).map(([mark, state]) => {
      const { color, shape, isFilled } = lookOf(state);
      return [mark, { color: colorFor(color), path: new Path2D(shape), isFilled }];
    }),
  );
  const size = (scale - 2) / 12;
  context.lineWidth = 1.6;
  const lastRow = Math.min(grid.rows.length, Math.ceil(y + (height - TOP) / scale));
  const lastColumn = Math.min(grid.columns.length, Math.ceil(x + (width - LEFT) / scale));
  for (let row = Math.floor(y); row < lastRow; row++) {
    const line = grid.cells[row] ?? '';
    for (let column = Math.floor(x); column < lastColumn; column++) {
      const look = looks.get(line[column] ?? ' ');
      if (look === undefined) continue;
      const [left, top] = [LEFT + (column - x) * scale + 1, TOP + (row - y) * scale + 1];
      context.setTransform(ratio * size, 0, 0, ratio * size, left * ratio, top * ratio);
      context.fillStyle = context.strokeStyle = look.color;
      if (look.isFilled) context.fill(look.path);
      else context.stroke(look.path);
    }
  }
}

/** Every pixel gets the colour of the cell that is there. */
function drawPixels(context: CanvasRenderingContext2D, grid: Grid, view: View, colorFor: ColorOf, ratio: number): void {
  const left = Math.round(LEFT * ratio);
  const top = Math.round(TOP * ratio);
  const width = context.canvas.width - left;
  const height = context.canvas.height - top;
  if (width <= 0 || height <= 0) return;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const colors = new Uint32Array(128);
  for (const [mark, state] of Object.entries(MARKS)) {
    colors[mark.charCodeAt(0)] = colorNumber(context, colorFor(lookOf(state).color));
  }
  const step = view.scale * ratio;
  const columns = Uint32Array.from({ length: width }, (_, pixel) => Math.floor(view.x + pixel / step));
  for (let pixelRow = 0; pixelRow < height; pixelRow++) {
    const line = grid.cells[Math.floor(view.y + pixelRow / step)];
    if (line === undefined) break;
    const begin = pixelRow * width;
    for (let pixel = 0; pixel < width; pixel++) {
      const column = columns[pixel] ?? 0;
      if (column >= line.length) break;
      pixels[begin + pixel] = colors[line.charCodeAt(column)] ?? 0;
    }
  }
  context.putImageData(image, left, top);
}

/** A colour as the bytes of a pixel. */
function colorNumber(context: CanvasRenderingContext2D, color: string): number {
  context.fillStyle = color;
  const text = context.fillStyle;
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  return ((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;
}

function drawSelected(
  context: CanvasRenderingContext2D,
  { scale, x, y }: View,
  { top, left, bottom, right }: Range,
  colorFor: ColorOf,
  width: number,
  height: number,
): void {
  context.save();
  context.beginPath();
  context.rect(LEFT - 1, TOP - 1, width - LEFT + 1, height - TOP + 1);
  context.clip();
  context.strokeStyle = colorFor('--accent');
  context.lineWidth = 2;
  const size = [(right - left + 1) * scale, (bottom - top + 1) * scale] as const;
  context.strokeRect(LEFT + (left - x) * scale, TOP + (top - y) * scale, ...size);
  context.restore();
}

function drawValues(
  context: CanvasRenderingContext2D,
  { rows, columns }: Grid,
  { scale, x, y }: View,
  colorFor: ColorOf,
  width: number,
  height: number,
): void {
  context.clearRect(0, 0, width, TOP);
  context.clearRect(0, 0, LEFT, height);
  context.font = `12px ${getComputedStyle(context.canvas).fontFamily}`;
  context.fillStyle = colorFor('--muted');
  context.textBaseline = 'middle';
  const rowStep = Math.max(1, Math.ceil(16 / scale));
  for (let row = Math.ceil(y / rowStep) * rowStep; row < rows.length; row += rowStep) {
    const at = TOP + (row - y + 0.5) * scale;
    if (at > height) break;
    context.fillText(fitting(context, rows[row] ?? '', LEFT - 12), 0, at);
  }
  const columnStep = Math.max(1, Math.ceil(88 / scale));
  for (let column = Math.ceil(x / columnStep) * columnStep; column < columns.length; column += columnStep) {
    const at = LEFT + (column - x) * scale;
    if (at > width - 24) break;
    context.fillText(fitting(context, columns[column] ?? '', columnStep * scale - 8), at, TOP / 2);
  }
}

function fitting(context: CanvasRenderingContext2D, value: string, room: number): string {
  const text = visibleText(value.slice(0, 64));
  if (context.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}
