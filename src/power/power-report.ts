import {
  powerOfDesign,
  recipientsNeeded,
  smallestDetectableUplift,
} from '../core/statistics/design-power.js';
import type { Result } from '../core/statistics/result.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { LEAST_POWER, powerDesign } from '../trials/protocol/protocol-power.js';
import type { SimulatedPower } from './simulate-power.js';

/** What a protocol's size can show, by formula and, where it was tried, by simulation. */
export interface PowerReport {
  readonly trial: string;
  readonly recipients: number;
  readonly expectedResponse: number;
  /** As a proportion; below 0 where so much more response does not exist. */
  readonly uplift: number;
  /** What the power should be: 0.8, or the protocol's own where that is more. */
  readonly wanted: number;
  /** What a single test may use of alpha, after the correction for several and the planned looks. */
  readonly alphaPerTest: number | null;
  readonly power: Result<{ power: number }>;
  /** Recipients in the whole trial for the wanted power. */
  readonly recipientsNeeded: Result<{ recipients: number }>;
  /** Smallest uplift that is found with the wanted power. */
  readonly smallestUplift: Result<{ uplift: number }>;
  /** Present where looks are planned: the level above is what they leave. */
  readonly looks?: { readonly boundary: string; readonly planned: number };
  readonly simulated?: SimulatedPower & { readonly seed: string };
}

/** The closed form for a protocol, as registration reckons it. */
export function powerReport(protocol: Protocol): PowerReport {
  const { analysis, power, looks } = protocol;
  const design = powerDesign(protocol);
  const wished = analysis.smallestWorthwhileUplift;
  const uplift = powerOfDesign(design, power.recipients, wished).kind === 'value' ? wished : -wished;
  const wanted = Math.max(LEAST_POWER, power.power);
  const reached = powerOfDesign(design, power.recipients, uplift);
  return {
    trial: protocol.trial,
    recipients: power.recipients,
    expectedResponse: power.expectedResponse,
    uplift,
    wanted,
    alphaPerTest: reached.kind === 'value' ? reached.alphaPerTest : null,
    power: reached,
    recipientsNeeded: recipientsNeeded(design, uplift, wanted),
    smallestUplift: smallestDetectableUplift(design, power.recipients, wanted),
    ...(looks !== undefined && {
      looks: { boundary: looks.boundary, planned: looks.afterDays?.length ?? looks.at.length },
    }),
  };
}
