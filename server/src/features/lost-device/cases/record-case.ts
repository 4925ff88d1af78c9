import type { Actor, SystemActor } from '@desk/shared/identity/actor'
import type { LostEventType } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { type ChangeDetails, recordChange } from '../../requests/model/record-change.ts'
import type { CaseRow } from './case-queries.ts'

const lostWorker: SystemActor = { kind: 'system', job: 'lost_device' }

/** A row in the case's timeline and one in the audit. */
export const recordCase = (
  deps: RecordDeps,
  tx: Tx,
  row: Pick<CaseRow, 'id' | 'no'>,
  type: LostEventType,
  { actor = lostWorker, ...details }: ChangeDetails & { actor?: Actor } = {},
): Promise<void> => recordChange(deps, tx, { actor, request: row, type, details })
