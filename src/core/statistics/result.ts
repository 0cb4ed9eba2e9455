/** Why a quantity has no value. A page shows these in words; none of them is ever replaced by a number. */
export type UndefinedReason =
  | 'no-observations'
  | 'zero-cell'
  | 'no-variation'
  | 'too-few-clusters'
  | 'empty-arm'
  | 'singular'
  | 'not-reached'
  | 'did-not-converge'
  /** So many different values that they were not counted. */
  | 'too-many-values'
  /** A ratio to 0: larger than any number, not unknown. */
  | 'infinite';

/** A quantity that does not exist for these data: 0/0, the logarithm of 0, a variance from one unit. */
export interface Undefined {
  readonly kind: 'undefined';
  readonly reason: UndefinedReason;
}

/** A quantity that has a value. `T` carries the numbers (estimate, lower, upper, pValue, …). */
export type Defined<T extends object> = { readonly kind: 'value' } & Readonly<T>;

/** A result that must be asked for its kind before a number can be read from it. */
export type Result<T extends object> = Defined<T> | Undefined;

/** The answer where there is no number, with why. */
export const undefinedResult = (reason: UndefinedReason): Undefined => ({ kind: 'undefined', reason });

/** The answer with its numbers. */
export const value = <const T extends object>(numbers: T): Defined<T> => ({ kind: 'value', ...numbers });
