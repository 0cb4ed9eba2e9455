import type { Command } from 'commander';
import { commandLine } from '../accounts/actor.js';
import { InvitationsService, readRoles } from '../accounts/invitations.service.js';
import { readScopes, TokensService } from '../accounts/tokens.service.js';
import { roles, scopes } from '../core/access.js';
import { withApplication } from './command-tools.js';

/** Commands that let people and systems in. */
export function addAccessCommands(program: Command): void {
  program
    .command('invite')
    .requiredOption('--organisation <slug>', 'the organisation that the person works for')
    .requiredOption('--email <address>', 'what the person signs in with')
    .requiredOption('--name <name>', 'name of the person')
    .requiredOption('--roles <roles>', `with commas between: ${roles.join(', ')}`)
    .description('Make or change an account, and print the link by which its owner chooses a password, once.')
    .action(({ roles: typed, ...person }: Record<'organisation' | 'email' | 'name' | 'roles', string>) =>
      withApplication(async ({ app, configuration }) => {
        const invitation = { ...person, roles: readRoles(typed) };
        const key = await app.get(InvitationsService).invite(invitation, commandLine);
        process.stdout.write(`${configuration.publicUrl}/workbench/welcome/${key}\n`);
      }),
    );

  program
    .command('token')
    .requiredOption('--organisation <slug>', 'the organisation that the system works for')
    .requiredOption('--name <name>', 'name of the system')
    .requiredOption('--scopes <scopes>', `what it may do, with commas between, or all: ${scopes.join(', ')}`)
    .description('Make a token for the API. It is shown once, and expires after a year.')
    .action(({ organisation, name, scopes }: { organisation: string; name: string; scopes: string }) =>
      withApplication(async ({ app }) => {
        const token = await app.get(TokensService).create(organisation, name, readScopes(scopes));
        process.stdout.write(`${token}\n`);
      }),
    );
}
