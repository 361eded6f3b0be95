import { fillWords, type RandomStream } from './stream.js';

const chunkWords = 1024;

/**
 * Fills `out` with mean + standardDeviation · z, z standard normal from the beginning of the stream, one word each:
 * z = {@link normalOfWord}(word), computed in double precision.
 */
export function fillNormal(stream: RandomStream, out: Float32Array | Float64Array, mean = 0, standardDeviation = 1): void {
  const words = new Uint32Array(chunkWords);
  for (let begin = 0, block = 0; begin < out.length; begin += chunkWords, block += chunkWords / 4) {
    const count = Math.min(chunkWords, out.length - begin);
    fillWords(stream, words.subarray(0, count), block);
    for (let i = 0; i < count; i++) out[begin + i] = mean + standardDeviation * normalOfWord(words[i] as number);
  }
}

/**
 * The standard normal deviate of a word: Φ⁻¹((word + 1/2) / 2³²), from −6.34 to 6.34, relative error below 2⁻⁵⁰.
 *
 * Only additions, products, quotients and one square root are used, which IEEE 754 rounds in one way: Math.log and
 * Math.cos are not the same function in every engine, so a Box–Muller transform would not give the same weights.
 *
 * Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", 1988, doi:10.2307/2347330,
 * routine PPND16. Its third region, probabilities below e⁻²⁵, lies beyond the smallest that a word gives, 2⁻³³.
 *
 * @param word an integer in [0, 2³²)
 */
export function normalOfWord(word: number): number {
  const q = (word + 0.5 - 2 ** 31) / 2 ** 32;
  if (q >= -0.425 && q <= 0.425) {
    const r = 0.180625 - q * q;
    return q * (polynomial(centreNumerator, r) / polynomial(centreDenominator, r));
  }
  // Twice the smaller tail's word plus one is a whole number below 2³², over 2³³ the tail's probability.
  const tail = 2 * (q < 0 ? word : 2 ** 32 - 1 - word) + 1;
  const r = Math.sqrt(-logarithm(tail, -33)) - 1.6;
  const size = polynomial(tailNumerator, r) / polynomial(tailDenominator, r);
  return q < 0 ? -size : size;
}

const ln2 = 0.6931471805599453;

/**
 * The natural logarithm of value · 2^scale, value an integer in [1, 2³²), scale an integer:
 * (exponent + scale) · ln 2 + 2 artanh((m − 1) / (m + 1)) with value = m · 2^exponent, m in (√½, √2].
 */
function logarithm(value: number, scale: number): number {
  let exponent = 31 - Math.clz32(value);
  let mantissa = value / (powersOfTwo[exponent] as number);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  return (exponent + scale) * ln2 + 2 * s * polynomial(artanhSeries, s * s);
}

const powersOfTwo = Array.from({ length: 32 }, (_, exponent) => 2 ** exponent);

/** artanh(s) / s in powers of s². |s| < 0.172, so the first term left out is below 2⁻⁵⁹. */
const artanhSeries = Array.from({ length: 11 }, (_, k) => 1 / (2 * k + 1));

/** Σ coefficients[i] · xⁱ by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] as number);
  return sum;
}

const centreNumerator = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const centreDenominator = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const tailNumerator = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const tailDenominator = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
  0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
];
