import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { commandLine } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { LARGEST_LOGO_KB } from '../organisations/letterhead-data.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { readLogo } from '../organisations/read-logo.js';
import { withApplication } from './command-tools.js';
import { givenFile, readGivenKeys } from './given-file.js';

/** A picture in a file as the letterhead holds it. */
function logoOf(file: string): string {
  const read = readLogo(readFileSync(givenFile(file)));
  if (!read.ok) throw new DomainError('invalid', `trials:${read.fault}`, { kilobytes: LARGEST_LOGO_KB });
  return read.logo;
}

/** `openbrief letterhead`: gives an organisation its letterhead. */
export function addLetterheadCommand(program: Command): void {
  program
    .command('letterhead')
    .requiredOption('--organisation <slug>', 'whose letters')
    .option('--file <yaml>', 'returnAddress, colour, font, window; what is not in it is as it is by default')
    .option('--logo <file>', 'a PNG, or an SVG without scripts and references, in the place of the name')
    .description(
      "Set an organisation's letterhead, whole. Letters that were approved need new proofs after it.",
    )
    .action(async ({ organisation, file, logo }: { organisation: string; file?: string; logo?: string }) => {
      // Nothing would be a letterhead too, the one by default: nobody who forgets the file means that.
      if (file === undefined && logo === undefined)
        throw new DomainError('invalid', 'command-line:letterhead-missing');
      const letterhead = {
        ...(file !== undefined && readGivenKeys(file)),
        ...(logo !== undefined && { logo: logoOf(logo) }),
      };
      await withApplication(async ({ app }) => {
        await app.get(OrganisationsService).setLetterhead(organisation, letterhead, commandLine);
      });
    });
}

/** `openbrief source-age`: how old the source of a figure in a letter may be. */
export function addSourceAgeCommand(program: Command): void {
  program
    .command('source-age')
    .requiredOption('--organisation <slug>', 'whose letters')
    .requiredOption('--months <number>', 'age in months of a source when the letters go out; 24 unless set')
    .description('Set how old the source of a figure in a letter may be.')
    .action(async ({ organisation, months }: { organisation: string; months: string }) => {
      await withApplication(async ({ app }) => {
        await app.get(OrganisationsService).setMaxSourceAge(organisation, Number(months), commandLine);
      });
    });
}
