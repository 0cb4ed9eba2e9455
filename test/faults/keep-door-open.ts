import { setTimeout as wait } from 'node:timers/promises';
import { DomainError } from '../../src/core/domain-error.js';
import { runDoor } from '../../src/platform/process/run-door.js';

// A process of its own for the tests of a door: opens two things, and fails or closes slowly when its argument says so.
const [how] = process.argv.slice(2);
const says = (word: string) => async (): Promise<void> => {
  if (how === 'slowly') await wait(60_000);
  process.stdout.write(`${word}\n`);
};

await runDoor(async ({ atEnd }) => {
  atEnd(says('database closed'));
  if (how === 'refused') throw new DomainError('unavailable', 'platform:port-in-use', { port: 3000 });
  atEnd(says('service closed'));
  process.send?.('open');
});
