import { closeSync, openSync, writeSync } from 'node:fs';
import { syntheticRecipients } from '../src/synthetic/synthetic-recipients.js';

/** `synthetic-file FILE COUNT`: writes a file of so many synthetic recipients. */
const [file = '', count = ''] = process.argv.slice(2);
const out = openSync(file, 'w');
for (const piece of syntheticRecipients(Number(count), 'bench')) writeSync(out, piece);
closeSync(out);
