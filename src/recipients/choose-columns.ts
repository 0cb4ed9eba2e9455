import { knownAs, plainName, wantedColumns, type RecipientPlan } from './recipient-columns.js';

/** Names of our columns, each with the name that the file has for it; '' for a column that the file lacks. */
export type ColumnChoice = ReadonlyMap<string, string>;

/** One of our columns, and which of the file's it seems to be. */
export interface SuggestedColumn {
  readonly name: string;
  readonly isNeeded: boolean;
  /** As the file names it; absent when none has such a name. */
  readonly column?: string;
}

/** Which column of a file is which, by name. */
export function suggestColumns(header: readonly string[], plan: RecipientPlan): SuggestedColumn[] {
  return wantedColumns(plan).map(({ name, isNeeded }) => {
    const column = header.find((own) => knownAs(own) === name || plainName(own) === plainName(name));
    return { name, isNeeded, ...(column !== undefined && { column }) };
  });
}

/**
 * The header as if the file had named its columns as somebody chose. A column that was chosen for nothing gets a name
 * that means nothing, whatever it was called: else it would still be taken for what it is called.
 */
export function chosenHeader(header: readonly string[], choice: ColumnChoice | undefined): readonly string[] {
  if (choice === undefined) return header;
  const ours = new Map(
    [...choice].filter(([, column]) => column !== '').map(([name, column]) => [column, name]),
  );
  return header.map((column) => {
    const chosen = ours.get(column);
    if (chosen !== undefined) return chosen;
    const wasWanted =
      knownAs(column) !== undefined ||
      [...choice.keys()].some((name) => plainName(name) === plainName(column));
    return wasWanted ? `(${column})` : column;
  });
}
