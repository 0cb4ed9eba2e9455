import type { Action, Role } from '../../core/access.js';
import type { SecondFactorRule } from '../../organisations/organisations.service.js';
import { definePage } from '../../platform/web/page.js';
import type { Refusal } from '../views/code-view.js';

interface Choice<Value> {
  readonly value: Value;
  readonly chosen: boolean;
}

/** The people of an organisation, and a form to invite one more. */
export interface PeopleView {
  readonly people: readonly {
    readonly path: string;
    readonly name: string;
    readonly email: string;
    readonly roles: readonly Role[];
    readonly state: 'active' | 'invited' | 'disabled';
    readonly hasSecondFactor: boolean;
  }[];
  readonly roles: readonly Choice<Role>[];
  readonly typed: { readonly name: string; readonly email: string };
  readonly refusal?: Refusal;
}

export const peoplePage = definePage<PeopleView>('workbench/people');

export interface PersonView {
  readonly path: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Choice<Role>[];
  readonly disabled: boolean;
  readonly hasSecondFactor: boolean;
  /** Nobody disables their own account. */
  readonly isSelf: boolean;
  readonly refusal?: Refusal;
}

export const personPage = definePage<PersonView>('workbench/person');

/** A link that works once, for the administrator to give to its owner. */
export interface InvitedView {
  readonly name: string;
  readonly link: string;
}

export const invitedPage = definePage<InvitedView>('workbench/invited');

export interface TokensView {
  readonly tokens: readonly {
    readonly id: string;
    readonly name: string;
    readonly scopes: readonly Action[];
    readonly createdAt: string;
    readonly expiresAt: string;
    readonly lastUsedAt?: string;
  }[];
  readonly scopes: readonly Choice<Action>[];
  readonly typed: { readonly name: string; readonly days: number };
  readonly longest: number;
  /** A token that was just made: readable this once. */
  readonly made?: { readonly name: string; readonly token: string };
  readonly refusal?: Refusal;
}

export const tokensPage = definePage<TokensView>('workbench/tokens');

export interface OrganisationView {
  readonly name: string;
  readonly contact: { readonly name: string; readonly email: string; readonly url: string };
  readonly disclosureThreshold: number;
  readonly lowestThreshold: number;
  /** Name in the government's own list; empty where there is none. */
  readonly tooi: string;
  readonly secondFactor: readonly Choice<SecondFactorRule>[];
  readonly done: boolean;
  readonly refusal?: Refusal;
}

export const organisationPage = definePage<OrganisationView>('workbench/organisation');
