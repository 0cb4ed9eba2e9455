import { expect, test } from 'vitest';
import { beginAddressCount } from './shared-address.js';

test.each<[string, (string | null)[], [recipients: number, addresses: number, largest: number]]>([
  ['nobody', [], [0, 0, 0]],
  ['everybody alone', ['1234AB 1', '1234AB 2'], [0, 0, 1]],
  ['two together', ['1234AB 1', '1234AB 1', '1234AB 2'], [2, 1, 2]],
  ['two addresses, not next to one another', ['a', 'b', 'a', 'b', 'a'], [5, 2, 3]],
  ['no address is no shared address', [null, null, 'a'], [0, 0, 1]],
])('%s', (_what, addresses, [recipients, shared, largest]) => {
  const count = beginAddressCount();
  addresses.forEach((address) => count.add(address));
  expect(count.finish()).toEqual({ recipients, addresses: shared, largest });
});
