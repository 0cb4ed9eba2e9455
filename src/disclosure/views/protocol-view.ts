import { listOf } from '../../platform/i18n/list-of.js';
import { shownText, type AuthoredText, type ShownText } from '../../platform/i18n/shown-text.js';
import type { Language } from '../../platform/i18n/language.js';
import { LEAST_POWER, powerOfProtocol } from '../../trials/protocol/protocol-power.js';
import type { Protocol } from '../../trials/protocol/protocol.js';

/** A version of the protocol: the registration, and each amendment after it. */
export interface ProtocolVersionView {
  readonly version: number;
  readonly registeredAt: string;
  readonly sha256: string;
  /** Why it was amended; absent for the registration. */
  readonly reason?: string;
}

/** Planned interim looks: on days, or at shares of the recipients whose response window has closed. */
export interface PlannedLooksView {
  readonly boundary: NonNullable<Protocol['looks']>['boundary'];
  readonly days: readonly string[];
  readonly shares: readonly number[];
  /** Days after the last letter was posted; then there are neither days nor shares. */
  readonly afterDays: readonly number[];
}

/** What was promised beforehand, as it is shown in the open and in the workbench. */
export interface ProtocolView {
  readonly question: ShownText;
  readonly targetGroup: ShownText;
  readonly outcome: ShownText;
  readonly windowDays: number;
  readonly arms: readonly {
    readonly name: ShownText;
    readonly weight: number;
    readonly reference: boolean;
  }[];
  readonly analysis: Protocol['analysis'];
  /** How a difference gets its interval: with clusters or strata not by the formula that is named for two plain arms. */
  readonly interval: Protocol['analysis']['interval'] | 'clustered' | 'stratified';
  readonly looks?: PlannedLooksView;
  /** Columns for which the comparisons are adjusted, joined as the language does. */
  readonly covariateList?: string;
  readonly power: {
    readonly expectedResponse: number;
    readonly recipients: number;
    /** The smallest uplift worth having, in percentage points. */
    readonly points: number;
    /** In how many of ten trials like this that uplift would be found, rounded down; null where that cannot be reckoned. */
    readonly times: number | null;
    /** Whether that is less than a trial should have. */
    readonly small: boolean;
    readonly reasonIfUnderpowered?: ShownText;
  };
  readonly planning: Protocol['planning'];
  readonly data: {
    readonly purpose: ShownText;
    readonly legalGround: ShownText;
    readonly retainUntil: string;
    readonly dpia: string;
  };
  readonly ethics: readonly { readonly question: ShownText; readonly answer: ShownText }[];
  /** Names, joined as the language does. */
  readonly authorList: string;
  readonly approval: { readonly by: string; readonly on: string };
  /** Oldest first; empty for a draft. */
  readonly versions: readonly ProtocolVersionView[];
}

function chanceOf(protocol: Protocol): { readonly times: number | null; readonly small: boolean } {
  const reached = powerOfProtocol(protocol);
  return reached.kind === 'undefined'
    ? { times: null, small: false }
    : { times: Math.floor(reached.power * 10), small: reached.power < LEAST_POWER };
}

const intervalOf = ({ unit, strata, analysis }: Protocol): ProtocolView['interval'] =>
  unit === 'cluster' ? 'clustered' : strata.length > 0 ? 'stratified' : analysis.interval;

function plannedLooks({ boundary, at, afterDays }: NonNullable<Protocol['looks']>): PlannedLooksView {
  return {
    boundary,
    days: at.filter((when) => typeof when === 'string'),
    shares: at.filter((when) => typeof when === 'number'),
    afterDays: afterDays ?? [],
  };
}

/** Puts a registered protocol, or a draft that has all its parts, into the reader's language. */
export function buildProtocolView(
  protocol: Protocol,
  versions: readonly ProtocolVersionView[],
  language: Language,
): ProtocolView {
  const shown = (text: AuthoredText): ShownText => shownText(text, language);
  const { outcome, power, data } = protocol;
  return {
    question: shown(protocol.question),
    targetGroup: shown(protocol.targetGroup),
    outcome: shown(outcome.description),
    windowDays: outcome.windowDays,
    arms: protocol.arms.map(({ id, name, weight }) => ({
      name: shown(name),
      weight,
      reference: id === protocol.reference,
    })),
    analysis: protocol.analysis,
    interval: intervalOf(protocol),
    ...(protocol.covariates !== undefined && {
      covariateList: listOf(
        protocol.covariates.map(({ column }) => column),
        language,
      ),
    }),
    ...(protocol.looks !== undefined && { looks: plannedLooks(protocol.looks) }),
    power: {
      expectedResponse: power.expectedResponse,
      recipients: power.recipients,
      points: protocol.analysis.smallestWorthwhileUplift * 100,
      ...chanceOf(protocol),
      ...(power.reasonIfUnderpowered !== undefined && {
        reasonIfUnderpowered: shown(power.reasonIfUnderpowered),
      }),
    },
    planning: protocol.planning,
    data: {
      purpose: shown(data.purpose),
      legalGround: shown(data.legalGround),
      retainUntil: data.retainUntil,
      dpia: data.dpia,
    },
    ethics: protocol.ethics.map(({ question, answer }) => ({
      question: shown(question),
      answer: shown(answer),
    })),
    authorList: listOf(protocol.authors, language),
    approval: protocol.approval,
    versions,
  };
}
