import type { ReportedResult, ReportedWaiting, YearFigures } from './annual-report-view.js';

/** What a year is counted from; trials of agencies themselves alone. */
export interface CountedYear extends Pick<
  YearFigures,
  'registered' | 'closed' | 'stopped' | 'corrections' | 'answered'
> {
  readonly results: readonly Pick<ReportedResult, 'result' | 'letters' | 'daysLate' | 'stopped'>[];
  readonly waiting: readonly Pick<ReportedWaiting, 'daysLate'>[];
}

/**
 * The figures at the head of the chapter. A stopped trial is no null result: it was not carried through. Late is what
 * came after its promised day, and what had not come by the year's end although its day was past.
 */
export function figuresOfYear({ results, waiting, ...counted }: CountedYear): YearFigures {
  const known = results.flatMap(({ letters }) => (letters === undefined ? [] : [letters]));
  const isLate = ({ daysLate }: { readonly daysLate?: number }): boolean => daysLate !== undefined;
  return {
    ...counted,
    disclosed: results.length,
    nullResults: results.filter(({ result, stopped }) => result?.nullResult === true && stopped === undefined)
      .length,
    letters: known.reduce((sum, letters) => sum + letters, 0),
    lettersUnknown: results.length - known.length,
    late: results.filter(isLate).length + waiting.filter(isLate).length,
  };
}
