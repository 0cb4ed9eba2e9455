/** How far recipients live together: the reason to draw households instead of persons. */
export interface SharedAddresses {
  /** Recipients whose address is another recipient's too. */
  readonly recipients: number;
  /** Addresses with more than one recipient. */
  readonly addresses: number;
  /** Most recipients at one address; 0 without recipients. */
  readonly largest: number;
}

/** Counts recipients by address as they come in. */
export interface AddressCount {
  /** @param address key of the normalised address; null where there is none, which is shared with nobody */
  add(address: string | null): void;
  finish(): SharedAddresses;
}

/**
 * Who shares an address reads one another's letters: when a protocol draws persons all the same, the import says how
 * many they are and offers to draw addresses.
 */
export function beginAddressCount(): AddressCount {
  const byAddress = new Map<string, number>();
  return {
    add: (address) => {
      if (address !== null) byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
    },
    finish: () => {
      const shared = [...byAddress.values()].filter((count) => count > 1);
      return {
        recipients: shared.reduce((sum, count) => sum + count, 0),
        addresses: shared.length,
        largest: [...byAddress.values()].reduce((most, count) => Math.max(most, count), 0),
      };
    },
  };
}
