import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { maySubmitAgain } from '@desk/shared/requests/model/request-flow'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { Database } from '../../../db/database.ts'
import { findRequest, type RequestRow } from './request-queries.ts'

/** Finds the person's own withdrawn or refused request with which the form of a new one starts; null when `id` names none. */
export async function findRequestToRepeat(
  db: Database,
  actor: MemberActor,
  kind: RequestType,
  id: RequestId | undefined,
): Promise<RequestRow | null> {
  const row = id === undefined ? null : await findRequest(db, actor, id)
  const isOwn = row?.kind === kind && sameUserid(row.applicantId, actor.userid)
  return isOwn && maySubmitAgain(row.state) ? row : null
}
