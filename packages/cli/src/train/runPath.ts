import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `runs/2026-01-31-09-30-05-lenet` in the current folder, with a number after it when that one exists: a run is never written over. */
export function newRunPath(model: string, now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}-${two(now.getMinutes())}-${two(now.getSeconds())}`;
  const name = model.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '').slice(0, 60) || 'model';
  const base = join('runs', `${day}-${time}-${name}`);
  for (let number = 1; ; number += 1) {
    const path = number === 1 ? base : `${base}-${number}`;
    if (!existsSync(path)) return path;
  }
}
