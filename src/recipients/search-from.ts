import type { RecipientSearch } from './find-recipient.js';

/** As long as a code, or shaped like one: then it is meant as one, and a typing error is told as such. */
const LOOKS_LIKE_CODE = /^[0-9a-z]{4}([-\s.]?[0-9a-z]{4}){3}$/i;

/** What somebody typed: a letter code when it looks like one, else the agency's own reference. */
export function searchFrom(who: string): RecipientSearch {
  if (who === '') return {};
  return LOOKS_LIKE_CODE.test(who) ? { letterCode: who } : { reference: who };
}
