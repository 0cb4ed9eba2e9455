/** Why somebody for whom a letter was meant got none. */
const withholdingReasons = ['deceased', 'moved', 'objection', 'opted-out', 'returned'] as const;
export type WithholdingReason = (typeof withholdingReasons)[number];

/** What an agency books by hand; an objection can also be made by whoever has the letter code. */
export const stopReasons = ['deceased', 'moved', 'objection'] as const;
export type StopReason = (typeof stopReasons)[number];

/** What can be taken back when it was a mistake; an objection is the recipient's own word. */
export const bookedStops = ['deceased', 'moved'] as const;
export type BookedStop = (typeof bookedStops)[number];

/** A letter that was made before somebody was stopped: in the print shop, or in the post. */
export interface MadeLetter {
  readonly wave: number;
  readonly batch: number;
  readonly state: 'rendered' | 'handed-over';
  /** yyyy-mm-dd */
  readonly postedOn: string | null;
}
