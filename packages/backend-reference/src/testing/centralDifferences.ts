/**
 * The derivative of a function in each element of `at`, by central differences of fourth order:
 * (8(f(+h) − f(−h)) − (f(+2h) − f(−2h))) / 12h, off by h⁴f⁽⁵⁾/30 and by rounding, about 1e-16·|f|/h.
 *
 * @param f reads `at`, which is changed in place while it is differentiated and is left as it was
 */
export function centralDifferences(f: () => number, at: Float64Array, h: number): Float64Array {
  return at.map((value, i) => {
    const shifted = (by: number): number => {
      at[i] = value + by;
      const result = f();
      at[i] = value;
      return result;
    };
    return (8 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12 * h);
  });
}
