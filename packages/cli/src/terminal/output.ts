/** A result, to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One JSON document, for programs. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}

/** One JSON object on one line, for commands that go on for long. */
export function printJsonLine(value: unknown): void {
  print(JSON.stringify(value));
}

/** Progress and remarks, to standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * What becomes of output that cannot be written. The reader of a pipe may leave before the end (`| head`): that is its good right, and no
 * error: the exit status is what the command has found by then. Results that find no room are one. Remarks that find none are lost in
 * silence: there is nowhere left to say so, and trying to would fail again, without end.
 */
export function bearLostOutput(): void {
  const isGone = ({ code }: NodeJS.ErrnoException): boolean => code === 'EPIPE';
  process.stderr.on('error', (error) => {
    if (isGone(error)) process.exit();
  });
  process.stdout.on('error', (error) => {
    if (isGone(error)) process.exit();
    note(`error standard output: cannot write it: ${error.message}\n  free some space, or let it go elsewhere`);
    process.exit(2);
  });
}

/** Waits until everything written has left; ending the process would cut a pipe short. */
export async function flush(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))),
  );
}
