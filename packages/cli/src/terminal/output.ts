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

/** The reader of a pipe may leave before the end (`| head`): that is its good right, and no error. */
export function ignoreBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}

/** Waits until everything written has left; ending the process would cut a pipe short. */
export async function flush(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))),
  );
}
