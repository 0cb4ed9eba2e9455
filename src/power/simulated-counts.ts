import { NO_CLUSTER, type DrawnColumns, type RecipientRows } from '../core/randomisation/draw-columns.js';
import type { RegisteredData } from '../core/statistics/registered-analysis-types.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { plannedLooks } from '../trials/protocol/protocol-power.js';
import type { Chance } from '../validation/chance.js';

export interface SimulatedRecipients {
  readonly rows: RecipientRows;
  /** By arm. */
  readonly rates: readonly number[];
  /** Between two members of a cluster. */
  readonly correlation: number;
}

export interface SimulatedCounts {
  readonly whole: RegisteredData;
  /** What each planned look would count, and its share of the recipients. */
  readonly atLook: readonly { readonly data: RegisteredData; readonly information: number }[];
}

/** Lets everybody respond or not, and counts them as SQL does. */
export function countRecipients(
  protocol: Protocol,
  { rows, rates, correlation }: SimulatedRecipients,
  drawn: DrawnColumns,
  chance: Chance,
): SimulatedCounts {
  const looks = protocol.looks === undefined ? [] : plannedLooks(protocol.looks).informationRates;
  const early = protocol.looks?.afterDays?.map((days) => days / protocol.outcome.windowDays);
  const whole = new Counter(protocol, rows);
  const counters = looks.map(() => new Counter(protocol, rows));
  const copying = Math.sqrt(correlation);
  let cluster = NO_CLUSTER;
  let shared = 0;
  let closesAt = 0;
  for (let row = 0; row < rows.count; row += 1) {
    const own = rows.clusters[row] ?? NO_CLUSTER;
    // Members of a cluster follow one another. They share a letter box: their letters are posted on one day.
    if (own === NO_CLUSTER || own !== cluster) {
      shared = chance.uniform();
      closesAt = chance.uniform();
      cluster = own;
    }
    const arm = drawn.arms[row] ?? 0;
    const stratum = drawn.strata[row] ?? 0;
    // Two members have the same answer when both follow their cluster: their correlation is the square of that chance.
    const inclination = copying > 0 && chance.uniform() < copying ? shared : chance.uniform();
    const responds = inclination < (rates[arm] ?? 0);
    whole.add(row, arm, stratum, responds);
    if (looks.length === 0) continue;
    const respondsAt = chance.uniform();
    looks.forEach((rate, place) => {
      if (early === undefined && closesAt >= rate) return;
      const inTime = early === undefined || respondsAt < (early[place] ?? 0);
      counters[place]?.add(row, arm, stratum, responds && inTime);
    });
  }
  return {
    whole: whole.data(),
    atLook: counters.flatMap((counter) =>
      counter.recipients === 0 || (early === undefined && counter.recipients === rows.count)
        ? []
        : [{ data: counter.data(), information: counter.recipients / rows.count }],
    ),
  };
}

class Counter {
  recipients = 0;
  private readonly n: Int32Array;
  private readonly x: Int32Array;
  private readonly sizes: Int32Array;
  private readonly responses: Int32Array;
  private readonly cells: Int32Array;

  constructor(
    private readonly protocol: Protocol,
    private readonly rows: RecipientRows,
  ) {
    const cells = protocol.arms.length * rows.stratumLabels.length;
    this.n = new Int32Array(cells);
    this.x = new Int32Array(cells);
    this.sizes = new Int32Array(rows.clusterCount);
    this.responses = new Int32Array(rows.clusterCount);
    this.cells = new Int32Array(rows.clusterCount);
  }

  add(row: number, arm: number, stratum: number, responds: boolean): void {
    const cell = arm * this.rows.stratumLabels.length + stratum;
    this.recipients += 1;
    this.n[cell] = (this.n[cell] ?? 0) + 1;
    if (responds) this.x[cell] = (this.x[cell] ?? 0) + 1;
    const cluster = this.rows.clusters[row] ?? NO_CLUSTER;
    if (cluster === NO_CLUSTER) return;
    this.sizes[cluster] = (this.sizes[cluster] ?? 0) + 1;
    if (responds) this.responses[cluster] = (this.responses[cluster] ?? 0) + 1;
    this.cells[cluster] = cell;
  }

  data(): RegisteredData {
    const counts = Array.from(this.n, (n, cell) => ({ ...this.placeOf(cell), n, x: this.x[cell] ?? 0 }));
    if (this.protocol.unit === 'recipient') return { counts: counts.filter(({ n }) => n > 0) };
    return { counts: counts.filter(({ n }) => n > 0), clusters: this.clusters() };
  }

  private placeOf(cell: number): { readonly arm: string; readonly stratum: string } {
    const strata = this.rows.stratumLabels;
    return {
      arm: this.protocol.arms[Math.floor(cell / strata.length)]?.id ?? '',
      stratum: strata[cell % strata.length] ?? '',
    };
  }

  private clusters(): NonNullable<RegisteredData['clusters']> {
    const alike = new Map<string, { cell: number; size: number; x: number; clusters: number }>();
    for (let cluster = 0; cluster < this.sizes.length; cluster += 1) {
      const [cell = 0, size = 0, x = 0] = [this.cells[cluster], this.sizes[cluster], this.responses[cluster]];
      if (size === 0) continue;
      const key = `${cell} ${size} ${x}`;
      const known = alike.get(key) ?? { cell, size, x, clusters: 0 };
      alike.set(key, { ...known, clusters: known.clusters + 1 });
    }
    return [...alike.values()].map(({ cell, ...counted }) => ({ ...this.placeOf(cell), ...counted }));
  }
}
