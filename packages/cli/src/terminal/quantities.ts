/** 61706 → `61,706`. The same in every locale. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

const SUFFIXES = ['', ' k', ' M', ' G', ' T'] as const;

/** 416520 → `417 k`; three digits that matter. */
export function compact(value: number): string {
  let scaled = value;
  let power = 0;
  while (scaled >= 999.5 && power < SUFFIXES.length - 1) {
    scaled /= 1000;
    power += 1;
  }
  return `${threeDigits(scaled)}${SUFFIXES[power]}`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** 246824 → `241 KiB`. */
export function bytes(value: number): string {
  let scaled = value;
  let power = 0;
  while (scaled >= 1000 && power < BYTE_UNITS.length - 1) {
    scaled /= 1024;
    power += 1;
  }
  return `${power === 0 ? scaled : threeDigits(scaled)} ${BYTE_UNITS[power]}`;
}

/** .8312 → `83.1 %`. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

/** Seconds → `0.4 s`, `12 s`, `3 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A loss: `0.5998`; one that has run away, `9.667e+20`. */
export function lossOf(value: number): string {
  return Math.abs(value) < 1e5 ? value.toFixed(4) : value.toExponential(3);
}

/** A difference of two losses, or any small number: `0`, `3.1e-7`, `0.0213`. */
export function small(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) < 0.001 ? value.toExponential(1) : value.toPrecision(3);
}

/** `[1, 28, 28]` → `1×28×28`. */
export function shape(dimensions: readonly number[]): string {
  return dimensions.length === 0 ? 'scalar' : dimensions.join('×');
}

function threeDigits(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
