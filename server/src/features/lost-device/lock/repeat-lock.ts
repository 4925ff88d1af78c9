import type { MemberActor } from '@desk/shared/identity/actor'
import type { Tx } from '../../../db/database.ts'
import type { CaseStepDeps } from '../cases/case-deps.ts'
import type { CasePatch, CaseRow } from '../cases/case-queries.ts'
import { requestLock } from './request-lock.ts'

/** What the lock that was undone had come to: the next one is proven by itself. */
const forgotten: CasePatch = {
  called: [],
  attempts: 0,
  triedAt: null,
  sentAt: null,
  confirmedAt: null,
  proof: null,
  attestedBy: null,
  exposure: null,
  recoveryAt: null,
  identityAt: null,
  identityBy: null,
}

/** The order once more, in the same case. */
export const repeatLock = (deps: CaseStepDeps, tx: Tx, row: CaseRow, actor: MemberActor): Promise<CaseRow> =>
  requestLock(deps, tx, row, { actor, userid: actor.userid, patch: forgotten })
