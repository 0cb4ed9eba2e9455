/** The pages of a document don't match its letters: nothing is written. */
export class PagesDoNotAddUp extends Error {}
