/** What the latest batches of a wave tell about how fast its letters are made. */
export interface RecentBatches {
  /** Letters of all but the first of them. */
  readonly letters: number;
  /** From the booking of the first to that of the last. */
  readonly seconds: number;
  readonly lastAt: Date;
}

export interface WaveSpeed {
  /** Letters a second of all workers together; null as long as that is not known. */
  readonly lettersASecond: number | null;
  /** When the last letter of the wave is made, if it goes on so; null when that is not known, or nothing is to be made. */
  readonly expectedEnd: Date | null;
}

/** Longer than any batch takes: after so long a silence nobody is making letters, and no end is in sight. */
const SILENCE_SECONDS = 30 * 60;

/** How fast letters are made, and when that ends. @param toGo letters that are still to be made */
export function waveSpeed(
  recent: RecentBatches | null,
  toGo: number,
  isPaused: boolean,
  now: Date,
): WaveSpeed {
  if (recent === null || recent.seconds <= 0 || recent.letters <= 0)
    return { lettersASecond: null, expectedEnd: null };
  const lettersASecond = recent.letters / recent.seconds;
  const silence = (now.getTime() - recent.lastAt.getTime()) / 1000;
  const expectedEnd =
    toGo === 0 || isPaused || silence > SILENCE_SECONDS
      ? null
      : // Never in the past: a batch that takes longer than the ones before is still being made.
        new Date(Math.max(recent.lastAt.getTime() + (toGo / lettersASecond) * 1000, now.getTime() + 1000));
  return { lettersASecond, expectedEnd };
}
