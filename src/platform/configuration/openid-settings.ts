import { z } from 'zod';
import { roles, type Role } from '../../core/access.js';

/** The organisation's identity provider, as the operator set it. */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** On the button. */
  readonly name: string;
  /** Organisation in which people that are not known yet get an account; undefined: they don't. */
  readonly organisation: string | undefined;
  /** Claim with the groups of a person; undefined: roles are kept here. */
  readonly rolesClaim: string | undefined;
  readonly roles: readonly { readonly group: string; readonly role: Role }[];
}

const isLocal = (address: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);

const mapping = /^[^=,]+=[a-z-]+(,[^=,]+=[a-z-]+)*$/;

/** The variables; http is for a provider on this very machine. */
export const openIdVariables = {
  OPENBRIEF_OPENID_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((address) => address.startsWith('https:') || isLocal(address))
    .optional(),
  OPENBRIEF_OPENID_CLIENT: z.string().min(1).optional(),
  OPENBRIEF_OPENID_SECRET: z.string().min(1).optional(),
  OPENBRIEF_OPENID_NAME: z.string().min(1).max(60).default('OpenID Connect'),
  OPENBRIEF_OPENID_ORGANISATION: z.string().min(1).optional(),
  OPENBRIEF_OPENID_ROLES_CLAIM: z.string().min(1).optional(),
  OPENBRIEF_OPENID_ROLES: z
    .string()
    .regex(mapping)
    .transform((text) =>
      text.split(',').map((pair) => {
        const [group = '', role = ''] = pair.split('=');
        return { group: group.trim(), role };
      }),
    )
    .pipe(z.array(z.object({ group: z.string().min(1), role: z.enum(roles) })))
    .optional(),
};

/**
 * @param data the variables, checked
 * @returns the settings; undefined without an issuer; or the names of what is missing beside it
 */
export function readOpenIdSettings(
  data: z.output<z.ZodObject<typeof openIdVariables>>,
): OpenIdSettings | undefined | { readonly missing: readonly string[] } {
  const { OPENBRIEF_OPENID_ISSUER: issuer } = data;
  if (issuer === undefined) return undefined;
  const { OPENBRIEF_OPENID_CLIENT: clientId, OPENBRIEF_OPENID_SECRET: clientSecret } = data;
  const rolesClaim = data.OPENBRIEF_OPENID_ROLES_CLAIM;
  const mapped = data.OPENBRIEF_OPENID_ROLES;
  const missing = [
    ...(clientId === undefined ? ['OPENBRIEF_OPENID_CLIENT'] : []),
    ...(clientSecret === undefined ? ['OPENBRIEF_OPENID_SECRET'] : []),
    // One without the other gives nobody a role, or everybody's groups no meaning.
    ...((rolesClaim === undefined) === (mapped === undefined) ? [] : ['OPENBRIEF_OPENID_ROLES']),
    ...(data.OPENBRIEF_OPENID_ORGANISATION !== undefined && mapped === undefined
      ? ['OPENBRIEF_OPENID_ROLES_CLAIM']
      : []),
  ];
  if (clientId === undefined || clientSecret === undefined || missing.length > 0) return { missing };
  return {
    issuer,
    clientId,
    clientSecret,
    name: data.OPENBRIEF_OPENID_NAME,
    organisation: data.OPENBRIEF_OPENID_ORGANISATION,
    rolesClaim,
    roles: mapped ?? [],
  };
}
