/** A quarter of a year: its number, its first day and the first day after it, as yyyy-mm-dd. */
export interface Quarter {
  readonly year: number;
  readonly number: number;
  readonly first: string;
  readonly after: string;
}

const day = (year: number, month: number): string => `${year}-${String(month).padStart(2, '0')}-01`;

/** The quarter that a day (yyyy-mm-dd) lies in. */
export function quarterOf(today: string): Quarter {
  const year = Number(today.slice(0, 4));
  const number = Math.ceil(Number(today.slice(5, 7)) / 3);
  const first = day(year, number * 3 - 2);
  return { year, number, first, after: number === 4 ? day(year + 1, 1) : day(year, number * 3 + 1) };
}
