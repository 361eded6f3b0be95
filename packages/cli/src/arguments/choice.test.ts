import { Argument, Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { oneOf } from './choice.js';

const KINDS = ['sgd', 'adam', 'adamw', 'rmsprop'] as const;

function parsed(...typed: readonly string[]): { readonly said: string; readonly kind: unknown } {
  let said = '';
  const command = new Command('try').exitOverride().configureOutput({ writeErr: (text) => (said += text) });
  command.addOption(oneOf(new Option('--kind <kind>', 'which'), KINDS)).addArgument(oneOf(new Argument('[engine]'), ['tfjs:node', 'ort:cuda']));
  try {
    command.parse(typed, { from: 'user' });
  } catch {
    // What was wrong has been said.
  }
  return { said, kind: command.opts()['kind'] };
}

describe('one of several words', () => {
  it('is taken', () => {
    expect(parsed('--kind', 'adamw')).toEqual({ said: '', kind: 'adamw' });
  });

  it.each([
    [['--kind', 'adm'], 'Did you mean adam? Allowed choices are sgd, adam, adamw, rmsprop.'],
    [['--kind', 'xyz'], "argument 'xyz' is invalid. Allowed choices are sgd, adam, adamw, rmsprop."],
    [['tfjs:nod'], 'Did you mean tfjs:node? Allowed choices are tfjs:node, ort:cuda.'],
  ])('is refused where it is none: %j', (typed, expected) => {
    expect(parsed(...typed).said).toContain(expected);
  });
});
