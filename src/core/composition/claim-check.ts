import { wilsonInterval } from '../statistics/wilson-interval.js';
import { quantitiesIn, type Quantity } from './quantities.js';

/** A figure that a letter claims. */
export interface StatisticalClaim {
  readonly wording: string;
  readonly numerator: number;
  readonly denominator: number;
}

export type ClaimFault =
  | 'majority-not-shown'
  | 'out-of-ten-not-right'
  | 'percentage-not-right'
  | 'fraction-not-right'
  | 'not-all'
  | 'more-than-all';

const MAJORITY = /\b(meerderheid|meesten?|(meer dan|ruim) de helft|most|majority|more than half)\b/i;
const ALL = /(?<!\p{L})(iedereen|allemaal|alle (mensen|ontvangers|burgers)|everybody|everyone)(?!\p{L})/iu;
const NEARLY_ALL =
  /(?<!\p{L})(bijna|vrijwel|nagenoeg|almost|nearly) (iedereen|alle|allemaal|all|everybody|everyone)(?!\p{L})/iu;

/** "Nearly all" and "nearly three quarters": less than that by a tenth and by a twentieth at most. */
const LEAST_OF_NEARLY_ALL = 0.9;
const NEARLY = 0.05;
/** "Ruim": more, but so little that another number would not have been nearer. */
const AMPLY = 0.1;

const isMajority = (numerator: number, denominator: number): boolean => {
  const interval = wilsonInterval({ x: numerator, n: denominator }, 0.95);
  return interval.kind === 'value' && interval.lower > 0.5;
};

const faultOf: Readonly<Record<Quantity['kind'], ClaimFault>> = {
  'out-of': 'out-of-ten-not-right',
  percentage: 'percentage-not-right',
  fraction: 'fraction-not-right',
};

/** Whether a share is what the words say: it rounds to it, or is on the side of it that they name. */
function fits({ kind, part, whole, hedge }: Quantity, share: number): boolean {
  const said = part / whole;
  switch (hedge) {
    case 'none':
      // A third is no whole number of steps: half a step to either side.
      return kind === 'fraction' ? Math.abs(share * whole - part) <= 0.5 : Math.round(share * whole) === part;
    case 'more':
      return share > said;
    case 'amply':
      return share > said && share <= said + AMPLY;
    case 'less':
      return share < said;
    case 'nearly':
      return share < said && share >= said - NEARLY;
  }
}

/**
 * Whether the words fit the figures (rule 7). "De meerderheid" needs the lower end of the 95% Wilson interval above
 * one half: more than half, and not by chance. Each "9 van de 10", "90%" and "driekwart" must be what the figures round
 * to, "meer dan" and "bijna" must be on the side that they name, and "iedereen" is everybody.
 * @returns the fault, or undefined when the words are right
 */
export function checkStatisticalClaim({
  wording,
  numerator,
  denominator,
}: StatisticalClaim): ClaimFault | undefined {
  if (numerator > denominator) return 'more-than-all';
  if (MAJORITY.test(wording) && !isMajority(numerator, denominator)) return 'majority-not-shown';
  const share = numerator / denominator;
  if (NEARLY_ALL.test(wording)) {
    if (share < LEAST_OF_NEARLY_ALL || share === 1) return 'not-all';
  } else if (ALL.test(wording) && share < 1) return 'not-all';
  const wrong = quantitiesIn(wording).find((quantity) => !fits(quantity, share));
  return wrong === undefined ? undefined : faultOf[wrong.kind];
}
