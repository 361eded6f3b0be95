import { createInterface } from 'node:readline/promises';
import { needsConsent } from './refusals.js';

/**
 * Asks on the terminal whether to go on.
 *
 * @throws ArchetypeError `needs-consent` where there is no terminal to ask on
 */
export async function askConsent(engine: string, fetched: number, question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw needsConsent(engine, fetched);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Else the terminal takes Ctrl-C for itself, and nobody hears of it.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  try {
    return /^y(es)?$/i.test((await terminal.question(question, { signal })).trim());
  } finally {
    terminal.close();
  }
}
