import { z } from 'zod';
import { compareNumbers } from './compare-numbers.js';
import type { CaseNumber, MethodRunner } from './method-runner.js';

/** A case file as it was read. */
export interface CaseFile {
  readonly name: string;
  readonly text: string;
}

export interface MethodReport {
  readonly method: string;
  readonly cases: number;
  readonly passed: number;
  readonly largestError: number;
}

export interface KitReport {
  readonly methods: readonly MethodReport[];
  /** One line for each thing that did not hold. */
  readonly misses: readonly string[];
  readonly lines: readonly string[];
  /** 0 when everything held, 1 otherwise; also when there was not one case. */
  readonly exitCode: 0 | 1;
}

const caseShape = z.object({
  id: z.string(),
  method: z.string(),
  input: z.unknown(),
  expected: z.record(z.string(), z.unknown()),
});

/** Either a list of cases, or an object that holds one. */
const fileShape = z.union([z.array(z.unknown()), z.object({ cases: z.array(z.unknown()) })]);

/**
 * Computes every case of the files by the method that it names and holds the outcome against what is expected.
 * Whatever cannot be judged — a file that is no JSON, a case without the right shape, a method that is not known here,
 * an id that comes twice in it — is a miss with its reason, never passed over.
 */
export function verifyStatistics(
  files: readonly CaseFile[],
  methods: Readonly<Record<string, MethodRunner>>,
): KitReport {
  const reports = new Map<string, { cases: number; passed: number; largestError: number }>();
  const misses: string[] = [];
  for (const file of files) {
    // Ids tell cases apart within their file; two files may well number alike.
    const seen = new Set<string>();
    const cases = casesOf(file);
    if (typeof cases === 'string') misses.push(`MISS ${file.name}: ${cases}`);
    else {
      for (const [place, one] of cases.entries()) {
        const { method, missed, largestError } = judge(one, methods, `${file.name} case ${place + 1}`, seen);
        const report = reports.get(method) ?? { cases: 0, passed: 0, largestError: 0 };
        report.cases += 1;
        report.passed += missed.length === 0 ? 1 : 0;
        report.largestError = Math.max(report.largestError, largestError);
        reports.set(method, report);
        misses.push(...missed);
      }
    }
  }
  const byMethod = [...reports].map(([method, report]) => ({ method, ...report }));
  const total = byMethod.reduce((sum, { cases }) => sum + cases, 0);
  const passed = byMethod.reduce((sum, report) => sum + report.passed, 0);
  if (total === 0 && misses.length === 0) misses.push('MISS no cases were given');
  const width = Math.max(0, ...byMethod.map(({ method }) => method.length));
  const lines = [
    ...byMethod.map(
      (one) =>
        `${one.method.padEnd(width)}  cases ${one.cases}  passed ${one.passed}  largest relative error ${one.largestError.toExponential(1)}`,
    ),
    ...misses,
    `${passed} of ${total} cases hold`,
  ];
  return { methods: byMethod, misses, lines, exitCode: misses.length === 0 ? 0 : 1 };
}

function casesOf({ text }: CaseFile): readonly unknown[] | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return `is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const parsed = fileShape.safeParse(json);
  if (!parsed.success) return 'holds no list of cases';
  return Array.isArray(parsed.data) ? parsed.data : parsed.data.cases;
}

interface Judgement {
  readonly method: string;
  readonly missed: readonly string[];
  readonly largestError: number;
}

function judge(
  one: unknown,
  methods: Readonly<Record<string, MethodRunner>>,
  place: string,
  seen: Set<string>,
): Judgement {
  const parsed = caseShape.safeParse(one);
  if (!parsed.success) {
    return { method: '(malformed)', missed: [`MISS ${place}: ${firstIssue(parsed.error)}`], largestError: 0 };
  }
  const { id, method, input, expected } = parsed.data;
  const miss = (why: string): Judgement => ({
    method,
    missed: [`MISS ${id} ${method}: ${why}`],
    largestError: 0,
  });
  if (seen.has(id)) return miss('this id comes twice');
  seen.add(id);
  const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (known === undefined) return miss('this method is not known here');
  try {
    const comparison = compareNumbers(known.run(input), expected, known);
    const missed = comparison.misses.map(
      ({ path, got, want }) => `MISS ${id} ${method} ${path}: got ${say(got)}, want ${say(want)}`,
    );
    return { method, missed, largestError: comparison.largestError };
  } catch (error) {
    if (error instanceof z.ZodError) return miss(`malformed input: ${firstIssue(error)}`);
    return miss(`could not be computed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const say = (number: CaseNumber | undefined): string =>
  number === undefined || number === null ? 'undefined' : String(number);

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'not the right shape';
  return `${issue.path.join('.') || 'the case'}: ${issue.message}`;
}
