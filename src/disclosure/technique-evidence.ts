import type { TrialEstimate } from '../core/statistics/meta-analysis.js';
import { techniqueEffect } from '../core/statistics/technique-effect.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import type { DisclosureDocument } from './disclosure-document.js';

/** A published trial, as the register reads it for what is known of each technique. */
export interface PublishedTrial {
  readonly kind: DisclosureDocument['kind'];
  readonly protocol: Pick<Protocol, 'arms' | 'elements' | 'factors'>;
  readonly document: Pick<DisclosureDocument, 'arms' | 'result'>;
}

/** What a published trial says of one technique. */
export interface TechniqueEstimate<Trial> {
  readonly trial: Trial;
  readonly effect: TrialEstimate;
}

/**
 * What the published trials say of each technique, from their public counts alone. Responses of an example are
 * simulated: they say nothing about people and are left out.
 * @returns techniques that some trial shows by themselves, in the order in which they first come
 */
export function techniqueEstimates<Trial extends PublishedTrial>(
  trials: readonly Trial[],
): ReadonlyMap<string, readonly TechniqueEstimate<Trial>[]> {
  const found = new Map<string, TechniqueEstimate<Trial>[]>();
  for (const trial of trials) {
    if (trial.kind === 'example') continue;
    for (const technique of new Set(trial.protocol.elements.map((element) => element.technique))) {
      const effect = effectIn(trial, technique);
      if (effect === undefined) continue;
      found.set(technique, [...(found.get(technique) ?? []), { trial, effect }]);
    }
  }
  return found;
}

function effectIn({ protocol, document }: PublishedTrial, technique: string): TrialEstimate | undefined {
  const { result } = document;
  if (result === null) return undefined;
  return registeredEffect(protocol, result, technique) ?? contrastEffect(protocol, document, technique);
}

/** In a factorial trial the technique of a single factor has a registered main effect, which knows clusters too. */
function registeredEffect(
  { elements, factors }: PublishedTrial['protocol'],
  { factorial }: NonNullable<DisclosureDocument['result']>,
  technique: string,
): TrialEstimate | undefined {
  const own = factors.filter(
    ({ element }) => elements.find(({ id }) => id === element)?.technique === technique,
  );
  const [factor, ...more] = own;
  if (factorial === null || factor === undefined || more.length > 0) return undefined;
  const effect = factorial.mainEffects.find(({ factors: [first] }) => first === factor.id);
  const uplift = effect?.registered.uplift;
  if (uplift?.kind !== 'value' || effect?.standardError == null || !(effect.standardError > 0))
    return undefined;
  return { estimate: uplift.estimate, variance: effect.standardError ** 2 };
}

/** Arms that are withheld are in no pair. Without a design effect, clusters have no variance to be told. */
function contrastEffect(
  { arms, elements }: PublishedTrial['protocol'],
  document: PublishedTrial['document'],
  technique: string,
): TrialEstimate | undefined {
  const cluster = document.result?.intraCluster ?? null;
  if (cluster?.kind === 'undefined') return undefined;
  const techniqueOf = new Map(elements.map((element) => [element.id, element.technique]));
  const counted = arms.flatMap(({ id, letter, elements: own }) => {
    const counts = document.arms.find(({ arm }) => arm === id);
    if (counts === undefined || counts.withheld || counts.n === 0) return [];
    const { n, x } = counts;
    return [
      { n, x, letter, elements: own.map((one) => ({ id: one, technique: techniqueOf.get(one) ?? '' })) },
    ];
  });
  const effect = techniqueEffect(counted, technique, cluster?.designEffect ?? 1);
  return effect.kind === 'value' ? { estimate: effect.estimate, variance: effect.variance } : undefined;
}
