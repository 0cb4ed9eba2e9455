import { DomainError } from '../core/domain-error.js';
import { armIndex, textIn, type Protocol } from '../trials/protocol/protocol.js';
import type { ArmProof } from './print-proofs.js';

type Lengths = Pick<ArmProof, 'arm' | 'pages'>;

/** How many pages a letter is over what its protocol allows, for whoever has the longest name and address. */
export const pagesOver = ({ letter }: Pick<Protocol, 'letter'>, pages: readonly number[]): number =>
  letter.pages === undefined ? 0 : Math.max(0, Math.max(0, ...pages) - letter.pages);

/**
 * A letter is no longer than its protocol says, and as long for everybody: who has a long name gets no page more.
 * @throws DomainError `mailings:proof-too-long`, `mailings:proof-page-more`
 */
export function requireLengths(
  protocol: Pick<Protocol, 'letter' | 'arms'>,
  proofs: readonly Lengths[],
): void {
  for (const { arm: id, pages } of proofs) {
    const known = protocol.arms[armIndex(protocol, id)];
    const arm = known === undefined ? id : textIn(known.name, 'nl');
    const over = pagesOver(protocol, pages);
    if (over > 0) {
      const limit = protocol.letter.pages ?? 0;
      throw new DomainError('invalid', 'mailings:proof-too-long', { arm, limit, over, pages: limit + over });
    }
    const [shortest = 0, typical = 0, longest = 0] = pages;
    if (shortest !== typical || typical !== longest)
      throw new DomainError('invalid', 'mailings:proof-page-more', { arm, shortest, longest });
  }
}

/**
 * A letter has no character that its typeface lacks: it would be an empty box on everybody's letter.
 * @throws DomainError `mailings:proof-characters`
 */
export function requireDrawn(
  protocol: Pick<Protocol, 'arms'>,
  proofs: readonly Pick<ArmProof, 'arm' | 'withoutFont'>[],
): void {
  const faulty = proofs.find(({ withoutFont }) => withoutFont.length > 0);
  if (faulty === undefined) return;
  const known = protocol.arms[armIndex(protocol, faulty.arm)];
  const arm = known === undefined ? faulty.arm : textIn(known.name, 'nl');
  const characters = faulty.withoutFont.join(' ');
  throw new DomainError('invalid', 'mailings:proof-characters', { arm, characters });
}
