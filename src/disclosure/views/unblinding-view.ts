import type { Role } from '../../core/access.js';
import type { Unblinding } from '../../trials/trial-record.js';

/** That a trial was unblinded early, as every page of it tells. */
export interface UnblindingView {
  readonly at: string;
  readonly reason: string;
  readonly askedBy: readonly Role[];
  readonly agreedBy: readonly Role[];
}

/** The same for documents and the API. */
export const unblindingView = ({ at, reason, askedBy, agreedBy }: Unblinding): UnblindingView => ({
  at: at.toISOString(),
  reason,
  askedBy,
  agreedBy,
});
