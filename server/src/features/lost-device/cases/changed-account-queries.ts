import type { RequestId } from '@desk/shared/kernel/ids'
import type { LostPhase } from '@desk/shared/lost-device/lost-device'
import { and, asc, eq, gt, inArray, isNull, notInArray, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { lostCases, members } from '../../../db/schema/index.ts'
import { LEFT, DISABLED } from '../../../directory/member-drift.ts'

/** Lists open lost-device cases about members whom WeCom no longer shows. */
export async function listCasesOfLeavers(db: Database, limit: number): Promise<RequestId[]> {
  const rows = await db
    .select({ id: lostCases.requestId })
    .from(lostCases)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${lostCases.subjectId})`))
    .where(and(isNull(lostCases.endedAt), eq(members.status, LEFT)))
    .orderBy(asc(lostCases.reportedAt))
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** Lists open lost-device cases that a later directory sync contradicts: locked but enabled, or reopened but disabled. */
export async function listExternallyChanged(db: Database, limit: number): Promise<RequestId[]> {
  const isLocked = inArray(lostCases.phase, ['locked', 'recovery', 'identity_ok'] satisfies LostPhase[])
  const isEnabledAgain = and(
    isLocked,
    notInArray(members.status, [DISABLED, LEFT]),
    gt(members.syncedAt, lostCases.confirmedAt),
  )
  const isDisabledAgain = and(
    eq(lostCases.phase, 'reopened'),
    eq(members.status, DISABLED),
    gt(members.syncedAt, lostCases.reopenedAt),
  )
  const rows = await db
    .select({ id: lostCases.requestId })
    .from(lostCases)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${lostCases.subjectId})`))
    .where(and(isNull(lostCases.endedAt), or(isEnabledAgain, isDisabledAgain)))
    .orderBy(asc(lostCases.reportedAt))
    .limit(limit)
  return rows.map(({ id }) => id)
}
