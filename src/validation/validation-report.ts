import { type Chart } from '../platform/charts/chart.js';
import { type IntervalRow, intervalChart } from '../platform/charts/interval-chart.js';
import type { SimulatedShare } from './false-alarms.js';

/** A promise of the statistics and what came of it. */
export interface Finding {
  readonly label: string;
  readonly found: SimulatedShare | { readonly share: number; readonly exact: true };
  /** The share that was promised. */
  readonly promised: number;
  /** `most`: at most as promised; `least`: at least; `about`: both ways; `shown`: for contrast, nothing promised. */
  readonly kind: 'most' | 'least' | 'about' | 'shown';
  /** What the method itself is known to be off by, beside chance. */
  readonly slack?: number;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  readonly findings: readonly Finding[];
}

export interface Report {
  readonly replications: number;
  readonly sections: readonly Section[];
  /** Labels of the findings that broke their promise; empty when all is well. */
  readonly broken: readonly string[];
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;

/** How far a share may be from what was promised: three standard errors for chance, and what the method is off by. */
const roomOf = ({ found, promised, slack = 0 }: Finding): number =>
  slack + ('exact' in found ? 0 : 3 * Math.sqrt((promised * (1 - promised)) / found.replications));

/** Whether the finding keeps its promise, within its room. */
export function holds(finding: Finding): boolean {
  const { found, promised, kind } = finding;
  const room = roomOf(finding);
  if (kind === 'most') return found.share <= promised + room;
  if (kind === 'least') return found.share >= promised - room;
  return kind === 'shown' || Math.abs(found.share - promised) <= room;
}

/** Two standard errors about a simulated share; an exact one is a point. */
const chanceRange = ({ found }: Finding): { lower: number; upper: number } => {
  const half = 'exact' in found ? 0 : 2 * found.standardError;
  return { lower: found.share - half, upper: found.share + half };
};

export function sectionChart({ title, explanation, findings }: Section): Chart {
  const rows = findings.map((finding): IntervalRow => ({
    label: finding.label,
    estimate: finding.found.share,
    ...chanceRange(finding),
    reference: finding.kind === 'shown',
  }));
  return intervalChart({
    title,
    description: explanation,
    axisTitle: 'share, with two standard errors of the simulation',
    language: 'en',
    rows,
    unit: 'percent',
  });
}

/** The report as Markdown, with its drawings beside it in `drawingsFolder`. */
export function reportText(report: Report, drawingsFolder: string): string {
  const sections = report.sections.map(({ id, title, explanation, findings }) => {
    const rows = findings.map((finding) => {
      const { label, found, promised, kind } = finding;
      const { lower, upper } = chanceRange(finding);
      const range = 'exact' in found ? 'exact' : `${percent(lower)} – ${percent(upper)}`;
      const told = kind === 'shown' ? '(for contrast)' : `${PROMISES[kind]} ${percent(promised)}`;
      const room = kind === 'shown' ? '' : `± ${percent(roomOf(finding))}`;
      const verdict = kind === 'shown' ? '' : holds(finding) ? 'holds' : '**broken**';
      return `| ${label} | ${percent(found.share)} | ${range} | ${told} | ${room} | ${verdict} |`;
    });
    return [
      `## ${title}`,
      explanation,
      `![${title}](${drawingsFolder}/${id}.svg)`,
      ['| what | share | chance | promised | room | |', '|---|---|---|---|---|---|', ...rows].join('\n'),
    ].join('\n\n');
  });
  return [
    '# Validation of the statistics',
    `Made by \`npm run validate\`, with ${report.replications} replications where it simulates. Seeds are fixed: it comes out the same each time. “Chance” is two standard errors of the simulation to either side; a promise is broken when it is missed by more than the “room”: three standard errors, and what the method itself is known to be off by at sizes like these (score intervals jump with whole numbers, CR2 is a little short with few clusters).`,
    ...sections,
    '',
  ].join('\n\n');
}

const PROMISES = { most: 'at most', least: 'at least', about: 'about' } as const;
