import type { Actor, SystemActor } from '@desk/shared/identity/actor'
import type { LostDeviceEventType } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { type ChangeDetails, recordChange } from '../../requests/model/record-change.ts'
import { type CasePatch, type CaseRow, saveCase } from './case-queries.ts'

const worker: SystemActor = { kind: 'system', job: 'lost_device' }

/** Records a change in the timeline of the case and in the audit. */
export const recordCase = (
  deps: RecordDeps,
  tx: Tx,
  row: Pick<CaseRow, 'id' | 'no'>,
  type: LostDeviceEventType,
  { actor = worker, ...details }: ChangeDetails & { actor?: Actor } = {},
): Promise<void> => recordChange(deps, tx, { actor, request: row, type, details })

/** Saves a change of a locked case and records it. Returns the saved case. */
export async function moveCase(
  deps: RecordDeps,
  tx: Tx,
  row: CaseRow,
  patch: CasePatch,
  type: LostDeviceEventType,
  details: ChangeDetails & { actor?: Actor } = {},
): Promise<CaseRow> {
  const saved = await saveCase(tx, row, patch, deps.clock.now())
  await recordCase(deps, tx, saved, type, details)
  return saved
}
