import { commandLine } from '../../src/accounts/actor.js';
import { changeKey } from '../../src/key-change/change-key.js';
import { readConfiguration } from '../../src/platform/configuration/configuration.js';
import { dataSourceOptions, openDataSource } from '../../src/platform/database/data-source.js';
import { beSystem } from '../../src/platform/database/scope.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { SystemChance, SystemClock } from '../../src/platform/process/time-and-chance.js';
import { beginKeyChange } from '../../src/platform/sealing/key-change.js';
import { Sealer } from '../../src/platform/sealing/sealer.js';
import { readPreviousKey, readSealingKey } from '../../src/platform/sealing/sealing-key.js';

// Changes the key of an installation in a process of its own, to be killed by a test: tells each step.
const [databaseUrl = '', dataFolder = ''] = process.argv.slice(2);
beSystem();
const configuration = readConfiguration({ OPENBRIEF_DATA: dataFolder });
beginKeyChange(dataFolder, new SystemChance());
await changeKey({
  unitOfWork: new UnitOfWork(await openDataSource(dataSourceOptions(databaseUrl, [], []))),
  sealer: new Sealer(readSealingKey(configuration, new SystemChance()), readPreviousKey(configuration)),
  clock: new SystemClock(),
  actor: commandLine,
  onStep: (values) => void process.stdout.write(`${values}\n`),
});
