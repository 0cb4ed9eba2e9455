import { clusterCoverage } from './cluster-coverage.js';
import { newcombeCoverage, wilsonCoverage } from './exact-coverage.js';
import { falseAlarms } from './false-alarms.js';
import {
  falseAlarmsOfEarlyLooks,
  falseAlarmsOfLooks,
  missesOfSequence,
  powerAsPromised,
} from './looks-and-power.js';
import { type Finding, holds, type Report, type Section } from './validation-report.js';

export interface ValidationOptions {
  /** Trials per simulation; 10,000 takes some minutes. */
  readonly replications: number;
  /** Told before each simulation what it is. */
  readonly out: (line: string) => void;
}

/** Mean coverage over a fine grid may be so far from 95%: score intervals are close, not exact. */
const GRID_SLACK = 0.01;
/** For one pair of rates coverage jumps with whole numbers of responses. */
const SINGLE_SLACK = 0.025;

/** The long version of the statistical properties: everything that can be promised, tried. */
export async function runValidation({ replications, out }: ValidationOptions): Promise<Report> {
  const told = (line: string, find: () => Finding): Finding => {
    out(line);
    return find();
  };
  const sections: Section[] = [
    {
      id: 'wilson',
      title: 'Wilson intervals hold the true rate',
      explanation: 'Mean coverage of 95% intervals over the rates 1%, 2%, … 99%, summed over all outcomes.',
      findings: [10, 50, 100, 500, 1000].map((n) =>
        told(`Wilson, ${n} recipients`, () => ({
          label: `${n} recipients`,
          found: { share: meanWilson(n), exact: true },
          promised: 0.95,
          kind: 'about',
          slack: GRID_SLACK,
        })),
      ),
    },
    {
      id: 'newcombe',
      title: 'Newcombe intervals hold the true difference',
      explanation:
        'Coverage of 95% intervals for two rates (rate/recipients), summed over all pairs of outcomes.',
      findings: NEWCOMBE_CASES.map(([n1, p1, n0, p0]) =>
        told(`Newcombe, ${n1} and ${n0} recipients`, () => ({
          label: `${whole(p1)}%/${n1}, ${whole(p0)}%/${n0}`,
          found: { share: newcombeCoverage(n1, p1, n0, p0, 0.95), exact: true },
          promised: 0.95,
          kind: 'about',
          slack: SINGLE_SLACK,
        })),
      ),
    },
    {
      id: 'false-alarms',
      title: 'False alarms of the draw and the analysis together',
      explanation:
        'Responses are fixed beforehand and no letter does anything; the project’s own draw allocates, and the registered analysis tests at 5%. “Adjusted” is Lin’s adjustment for an age that is partly missing and an earlier response, with 200 recipients.',
      findings: (['plain', 'stratified', 'clustered', 'factorial', 'adjusted'] as const).map((design) =>
        told(`False alarms, ${design}`, () => ({
          label: design,
          found: falseAlarms(design, replications),
          promised: 0.05,
          kind: 'most',
          slack: 0.003,
        })),
      ),
    },
    {
      id: 'looks',
      title: 'False alarms of all looks together',
      explanation:
        'Four looks, at 20%, 45%, 70% and 100% of 2,000 recipients; alpha is 5% for all. “After some days”: two looks at everybody, by which 30% and 80% of the responses have come, and the end. The confidence sequence is watched a hundred times.',
      findings: [
        ...(['obrien-fleming', 'pocock', 'lan-demets-obf', 'lan-demets-pocock'] as const).map((type) =>
          told(`Looks, ${type}`, () => ({
            label: type,
            found: falseAlarmsOfLooks(type, replications),
            promised: 0.05,
            kind: 'most',
            slack: 0.002,
          })),
        ),
        ...(['obrien-fleming', 'pocock'] as const).map((boundary) =>
          told(`Looks after some days, ${boundary}`, () => ({
            label: `${boundary}, after some days`,
            found: falseAlarmsOfEarlyLooks(boundary, replications),
            promised: 0.05,
            kind: 'most',
            slack: 0.002,
          })),
        ),
        told('Watching all the time', () => ({
          label: 'confidence sequence',
          found: missesOfSequence(Math.ceil(replications / 5)),
          promised: 0.05,
          kind: 'most',
        })),
      ],
    },
    {
      id: 'clusters',
      title: 'Intervals of clustered trials hold the true difference',
      explanation:
        '16, 40 or 200 clusters of 1 to 8 people who are alike; 95% intervals by CR2 with Satterthwaite degrees of freedom, by HC1 with the normal distribution, and as if people were randomised.',
      findings: [16, 40, 200].flatMap((clusters) => clusterFindings(clusters, replications, out)),
    },
    {
      id: 'power',
      title: 'Power as promised',
      explanation:
        'Share of trials of the promised size (two rates: recipients an arm) that find the difference.',
      findings: POWER_CASES.map(([p0, p1, power]) =>
        told(`Power, ${p0} and ${p1}`, () => {
          const found = powerAsPromised(p0, p1, power, replications);
          const label = `${whole(p0)}%, ${whole(p1)}%: ${found.nPerArm}`;
          return { label, found, promised: power, kind: 'about', slack: 0.01 };
        }),
      ),
    },
  ];
  const broken = sections.flatMap(({ title, findings }) =>
    findings.filter((finding) => !holds(finding)).map(({ label }) => `${title}: ${label}`),
  );
  return { replications, sections, broken };
}

const NEWCOMBE_CASES = [
  [20, 0.5, 20, 0.5],
  [50, 0.1, 50, 0.05],
  [100, 0.2, 100, 0.1],
  [100, 0.5, 30, 0.4],
  [300, 0.95, 300, 0.9],
  [500, 0.02, 500, 0.01],
] as const;

const POWER_CASES = [
  [0.3, 0.4, 0.8],
  [0.1, 0.16, 0.9],
  [0.5, 0.55, 0.8],
  [0.02, 0.05, 0.8],
] as const;

const whole = (rate: number): number => Math.round(100 * rate);

function meanWilson(n: number): number {
  const rates = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  return rates.reduce((sum, rate) => sum + wilsonCoverage(n, rate, 0.95), 0) / rates.length;
}

function clusterFindings(clusters: number, replications: number, out: (line: string) => void): Finding[] {
  out(`Clusters, ${clusters}`);
  const { cr2, hc1, people } = clusterCoverage(clusters, replications);
  return [
    { label: `${clusters}: CR2`, found: cr2, promised: 0.95, kind: 'least', slack: 0.01 },
    { label: `${clusters}: HC1`, found: hc1, promised: 0.95, kind: 'shown' },
    { label: `${clusters}: as people`, found: people, promised: 0.95, kind: 'shown' },
  ];
}
