import { escapeXml } from './text.js';

/** Something to draw: a line comes in at the top of its axis and leaves at the bottom. */
export interface Figure {
  /** Left and right of the axis. */
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** Whether the line that comes in ends in an arrow: at what does something, not at what is passed through. */
  readonly arrow: boolean;
  /** SVG, by the axis and the top. */
  readonly draw: (axis: number, top: number) => string;
}

/** A line along the axis. */
export function connector(x: number, top: number, bottom: number, arrow: boolean): string {
  return `<path class="wire" d="M${round(x)} ${round(top)}V${round(bottom)}"${arrow ? ' marker-end="url(#arrow)"' : ''}/>`;
}

export interface TextOptions {
  readonly className: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function text(x: number, y: number, content: string, { className, anchor = 'start' }: TextOptions): string {
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text class="${className}" x="${round(x)}" y="${round(y)}"${place}>${escapeXml(content)}</text>`;
}

export function rectangle(x: number, y: number, width: number, height: number, className: string, radius: number): string {
  return `<rect class="${className}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

/** A tenth of a pixel is as good as any. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
