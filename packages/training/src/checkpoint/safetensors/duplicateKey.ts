/**
 * The first key that one object of a JSON text holds twice, or undefined. `JSON.parse` keeps the last value and says nothing.
 *
 * @param json a text that `JSON.parse` takes
 */
export function duplicateKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  // In valid JSON a string is a key exactly when a colon follows it.
  const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g;
  for (let match = token.exec(json); match !== null; match = token.exec(json)) {
    const [text, colon] = match;
    if (text === '{') objects.push(new Set());
    else if (text === '}') objects.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(text.slice(0, text.length - colon.length)) as string;
      const keys = objects.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
