import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PostalAddress } from '../post/dutch-address.js';
import { SharedAddressCount } from './shared-address.js';

const at = (houseNumber: string, addition = '', postcode = '1234AB'): PostalAddress => ({
  street: 'Dorpsstraat',
  houseNumber,
  addition,
  postcode,
  place: 'Utrecht',
  country: '',
});

const abroad = (street: string): PostalAddress => ({ ...at('', '', '10115'), street, country: 'DUITSLAND' });

test.each<[string, PostalAddress[], [recipients: number, addresses: number, largest: number]]>([
  ['nobody', [], [0, 0, 0]],
  ['everybody alone', [at('1'), at('2')], [0, 0, 1]],
  ['two together', [at('1'), at('1'), at('2')], [2, 1, 2]],
  ['two addresses, not next to one another', [at('1'), at('2'), at('1'), at('2'), at('1')], [5, 2, 3]],
  ['an addition is another address', [at('1'), at('1', 'A')], [0, 0, 1]],
  ['an addition written in two ways', [at('1', '2-hs'), at('1', '2 HS')], [2, 1, 2]],
  ['house 1 with addition 2 is not house 12', [at('1', '2'), at('12')], [0, 0, 1]],
  ['abroad the street counts', [abroad('Am Zoo 1'), abroad('Am Zoo 2'), abroad('Am Zoo 1')], [2, 1, 2]],
])('%s', (_what, addresses, [recipients, shared, largest]) => {
  const count = new SharedAddressCount();
  addresses.forEach((address) => count.add(address));
  expect(count.finish()).toEqual({ recipients, addresses: shared, largest });
});

test('it counts as a Map of the addresses does, whatever their order', () => {
  const some = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom('', 'A', 'bis')), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(some, (houses) => {
      const count = new SharedAddressCount();
      const byAddress = new Map<string, number>();
      for (const [number, addition] of houses) {
        count.add(at(String(number), addition));
        const key = `${number} ${addition}`;
        byAddress.set(key, (byAddress.get(key) ?? 0) + 1);
      }
      const shared = [...byAddress.values()].filter((n) => n > 1);
      expect(count.finish()).toEqual({
        recipients: shared.reduce((sum, n) => sum + n, 0),
        addresses: shared.length,
        largest: Math.max(0, ...byAddress.values()),
      });
    }),
  );
});

test('a hundred thousand addresses are kept apart when the table grows', () => {
  const count = new SharedAddressCount();
  for (let round = 0; round < 2; round += 1) {
    for (let house = 0; house < 100_000; house += 1) {
      count.add(at(String(house % 300), '', `${1000 + Math.floor(house / 300)}AB`));
    }
  }
  expect(count.finish()).toEqual({ recipients: 200_000, addresses: 100_000, largest: 2 });
});
