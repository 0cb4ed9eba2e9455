import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import type { UnitOfWork, Work } from '../platform/database/unit-of-work.js';
import type { Clock } from '../platform/process/time-and-chance.js';
import type { Sealer } from '../platform/sealing/sealer.js';
import { sealedColumns, type SealedColumn } from './sealed-columns.js';

/** Values a transaction: few enough that nobody waits for a row, and a kill costs a moment's work. */
const VALUES_AT_ONCE = 50;

/** What was looked at, and how much of it was sealed anew by this call. */
export interface KeyChange {
  readonly values: number;
  readonly resealed: number;
}

export interface KeyChangeRequest {
  readonly unitOfWork: UnitOfWork;
  /** Has the new key and the one before it. */
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly actor: Actor;
  /** After each transaction. */
  readonly onStep?: (values: number) => void;
}

/**
 * Seals all that was sealed under the key of before under the key of now, a little at a time: until it is done both keys
 * are needed, and after it the one of before opens nothing. Given again after a kill it goes on where it was.
 * @throws DomainError `platform:no-previous-key`, `platform:seal-broken` for what neither key opens
 */
export async function changeKey(request: KeyChangeRequest): Promise<KeyChange> {
  const { sealer, unitOfWork } = request;
  if (!sealer.isChanging) throw new DomainError('conflict', 'platform:no-previous-key');
  await unitOfWork.transaction((work) => record(work, request, 'begin-key-change', {}));
  let [values, resealed] = [0, 0];
  for (const column of sealedColumns) {
    for (let after: string | undefined = ''; after !== undefined;) {
      const from: string = after;
      const step = await unitOfWork.transaction((work) => resealSome(work, sealer, column, from));
      values += step.values;
      resealed += step.resealed;
      after = step.last;
      request.onStep?.(values);
    }
  }
  await unitOfWork.transaction((work) => record(work, request, 'end-key-change', { values, resealed }));
  return { values, resealed };
}

async function resealSome(
  { client }: Work,
  sealer: Sealer,
  { table, id, column, owner }: SealedColumn,
  after: string,
): Promise<KeyChange & { readonly last: string | undefined }> {
  const { rows } = await client.query<{ id: string; sealed: Buffer }>(
    `select ${id}::text as id, ${column} as sealed from ${table}
     where ${column} is not null and ${id}::text > $1 order by ${id}::text limit $2 for update`,
    [after, VALUES_AT_ONCE],
  );
  let resealed = 0;
  for (const row of rows) {
    const fresh = sealer.reseal(row.sealed, owner(row.id));
    if (fresh === undefined) continue;
    await client.query(`update ${table} set ${column} = $2 where ${id}::text = $1`, [row.id, fresh]);
    resealed += 1;
  }
  return { values: rows.length, resealed, last: rows.length < VALUES_AT_ONCE ? undefined : rows.at(-1)?.id };
}

async function record(
  { client }: Work,
  { clock, actor }: KeyChangeRequest,
  action: string,
  detail: Readonly<Record<string, number>>,
): Promise<void> {
  await recordAct(client, {
    at: clock.now(),
    actor: actor.name,
    action,
    organisationId: null,
    trialId: null,
    detail,
  });
}
