import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as dutch from '@zxcvbn-ts/language-nl-be';

/**
 * So many guesses a password has to be worth: with argon2id as we keep it, some decades of one machine's time for whoever
 * has stolen the hashes.
 */
const ENOUGH_GUESSES = 1e10;

let made: ZxcvbnFactory | undefined;

/** Made when somebody chooses a password: its words take some tens of megabytes. */
function judge(): ZxcvbnFactory {
  made ??= new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...dutch.dictionary },
    graphs: common.adjacencyGraphs,
  });
  return made;
}

/**
 * Whether a password would be found soon by who tries the fifty thousand commonest ones of breached lists, Dutch words and
 * names, rows of keys, dates, repeated parts, and what is known of the person, in all combinations.
 * @see https://zxcvbn-ts.github.io/zxcvbn/ which reckons the number of guesses
 */
export function isGuessable(password: string, known: readonly string[]): boolean {
  return judge().check(password, [...known]).guesses < ENOUGH_GUESSES;
}
