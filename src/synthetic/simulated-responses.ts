import { inclination } from './synthetic-recipients.js';

/** One who got a letter, or none, with the chance that they respond. */
export interface SimulatedRecipient {
  readonly letterCode: string;
  readonly reference: string;
  readonly rate: number;
}

export interface Simulation {
  /** The same recipients respond alike for the same seed. */
  readonly seed: string;
  /** yyyy-mm-dd on which the letters were posted. */
  readonly mailedOn: string;
  /** Days in which a response counts; all of them fall within it. */
  readonly windowDays: number;
  /** yyyy-mm-dd: responses of later days are left out; all of them are there where it is left out. */
  readonly until?: string;
}

/** The first day on which anybody can have answered by post. */
const FIRST_DAY = 2;

/** Most answers are in after four weeks, however long the window is. */
const LONGEST_WINDOW = 28;

/** How many days after the mailing somebody responds: many in the second week, few at the end. */
function delay(reference: string, { seed, windowDays }: Simulation): number {
  const span = Math.max(1, Math.min(windowDays, LONGEST_WINDOW) - 1 - FIRST_DAY);
  const day = FIRST_DAY + Math.floor(span * inclination(reference, `${seed} day`) ** 1.7);
  return Math.min(day, windowDays);
}

/** responses.csv of invented people: each responds with the chance of their own letter. */
export function* simulatedResponses(
  recipients: Iterable<SimulatedRecipient>,
  simulation: Simulation,
): Generator<string> {
  yield 'briefcode;datum\n';
  const start = Date.parse(simulation.mailedOn);
  for (const { letterCode, reference, rate } of recipients) {
    if (inclination(reference, simulation.seed) >= rate) continue;
    const day = new Date(start + delay(reference, simulation) * 86_400_000).toISOString().slice(0, 10);
    if (simulation.until === undefined || day <= simulation.until) yield `${letterCode};${day}\n`;
  }
}
