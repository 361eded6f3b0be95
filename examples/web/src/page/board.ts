import type { GalleryImage } from '../messages.js';
import { element, html } from './element.js';

export interface Board {
  /** `[28 · 28]`, 0 black to 255 white, as the images of the data set. */
  pixels(): Uint8Array;
  offer(gallery: readonly GalleryImage[], classNames: readonly string[]): void;
}

/** Pixels of an image, a side. */
const side = 28;
/** How far a stroke reaches, in pixels of the image. */
const radius = 1.5;

/** A board of 28 × 28 pixels to draw on. */
export function createBoard({ onChange }: { readonly onChange: (pixels: Uint8Array) => void }): Board {
  const canvas = element('#sketch', HTMLCanvasElement);
  const gallery = element('#gallery', HTMLSelectElement);
  const pixels = new Uint8Array(side * side);
  let images: readonly GalleryImage[] = [];
  let pen: { x: number; y: number } | undefined;
  let cursor = { x: side / 2, y: side / 2 };

  const changed = (): void => {
    paint(canvas, pixels, document.activeElement === canvas && pen === undefined ? cursor : undefined);
    onChange(pixels.slice());
  };
  const drawTo = (to: { readonly x: number; readonly y: number }): void => {
    const from = pen ?? to;
    const count = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) * 2) + 1;
    for (let at = 1; at <= count; at++) dab(pixels, from.x + ((to.x - from.x) * at) / count, from.y + ((to.y - from.y) * at) / count);
    pen = { ...to };
    gallery.value = '';
    changed();
  };
  const place = (event: PointerEvent) => ({ x: (event.offsetX / canvas.clientWidth) * side, y: (event.offsetY / canvas.clientHeight) * side });

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawTo(place(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    if (pen !== undefined) drawTo(place(event));
  });
  for (const over of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(over, () => void (pen = undefined));

  canvas.addEventListener('keydown', (event) => {
    const [x, y] = arrows[event.key] ?? [0, 0];
    if (x === 0 && y === 0 && event.key !== ' ') return;
    event.preventDefault();
    cursor = { x: Math.min(side - 0.5, Math.max(0.5, cursor.x + x)), y: Math.min(side - 0.5, Math.max(0.5, cursor.y + y)) };
    if (event.key === ' ') drawTo(cursor);
    pen = undefined;
    paint(canvas, pixels, cursor);
  });
  for (const focus of ['focus', 'blur'] as const) canvas.addEventListener(focus, () => paint(canvas, pixels, focus === 'focus' ? cursor : undefined));

  element('#clear', HTMLButtonElement).addEventListener('click', () => {
    pixels.fill(0);
    gallery.value = '';
    changed();
  });
  gallery.addEventListener('change', () => {
    const chosen = images.find(({ label }) => String(label) === gallery.value);
    if (chosen === undefined) return;
    pixels.set(chosen.pixels);
    changed();
  });

  paint(canvas, pixels);
  return {
    pixels: () => pixels.slice(),
    offer(offered, classNames) {
      images = offered;
      const options = offered.map(({ label }) => new Option(classNames[label] ?? String(label), String(label)));
      gallery.replaceChildren(html('option', '…'), ...options);
      element('option', HTMLOptionElement, gallery).value = '';
      gallery.disabled = false;
    },
  };
}

const arrows: Readonly<Record<string, readonly [x: number, y: number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A round dot with a soft edge; what is bright already stays. */
function dab(pixels: Uint8Array, x: number, y: number): void {
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const value = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - distance)));
      const at = row * side + column;
      pixels[at] = Math.max(pixels[at] ?? 0, value);
    }
  }
}

function paint(canvas: HTMLCanvasElement, pixels: Uint8Array, cursor?: { readonly x: number; readonly y: number }): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const [across, down] = [canvas.width / side, canvas.height / side];
  for (let at = 0; at < pixels.length; at++) {
    const level = pixels[at] ?? 0;
    context.fillStyle = `rgb(${level} ${level} ${level})`;
    context.fillRect((at % side) * across, Math.floor(at / side) * down, across, down);
  }
  if (cursor === undefined) return;
  context.strokeStyle = '#7ea6f0';
  context.lineWidth = 2;
  context.strokeRect((cursor.x - 0.5) * across, (cursor.y - 0.5) * down, across, down);
}
