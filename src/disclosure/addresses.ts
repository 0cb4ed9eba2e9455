/** Where a trial's open page is. */
export const openPath = (organisation: string, trial: string): string => `/trials/${organisation}/${trial}`;

const DAY = 86_400_000;

/** Days between two dates (yyyy-mm-dd), negative when the second comes first. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY);
