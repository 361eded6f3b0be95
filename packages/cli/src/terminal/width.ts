/** Characters of a line: a terminal's, 80 where it does not know them or says 0; without bound elsewhere, where lines are for programs. */
export function widthOf({ isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number }): number {
  return isTTY === true ? columns || 80 : Infinity;
}
