import type { FirstDayView } from '@desk/shared/accounts/account-schemas'
import { firstDaySteps, type FirstDayStep } from '@desk/shared/accounts/opening-states'
import { canonicalJson } from '@desk/shared/audit/canonical-json'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import { sha256 } from '../../../kernel/hash.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listGuardians } from '../../lost-device/cases/guardian-queries.ts'
import { summarizePolicies } from '../../policies/signing/my-policies.ts'
import type { RosterDeps } from '../../policies/roster/roster-queries.ts'
import type { OpeningRow } from '../model/opening-queries.ts'
import { doneSteps } from '../model/opening-view.ts'

export type FirstDayDeps = RosterDeps

/** Returns a member's data in the directory, with the hash that a confirmation refers to; null: no such member. */
export async function fieldsOf({ db }: Pick<ReadDeps, 'db'>, userid: string) {
  const member = await findMemberRow(db, userid)
  if (!member) return null
  const names = await departmentNames(db, member.departmentIds)
  const fields: FirstDayView['fields'] = {
    name: member.name,
    alias: member.alias,
    position: member.position,
    telephone: member.telephone,
    department: member.departmentIds.flatMap((id) => names.get(id) ?? []),
  }
  return { fields, fieldsHash: sha256(canonicalJson(fields)) }
}

/** Returns which steps are done. Signatures and guardians are looked up; the other steps were recorded. */
export async function stateOfFirstDay(
  deps: FirstDayDeps,
  actor: MemberActor,
  row: OpeningRow,
): Promise<{ done: Record<FirstDayStep, boolean>; toSign: Awaited<ReturnType<typeof summarizePolicies>>['toSign'] }> {
  const { toSign } = await summarizePolicies(deps, actor, 'zh-CN')
  const guardians = (await listGuardians(deps.db, row.userid)).filter(
    ({ wardId, state }) => sameUserid(wardId, row.userid) && (state === 'asked' || state === 'accepted'),
  )
  const done = { ...doneSteps(row), policies: toSign.length === 0, guardian: guardians.length > 0 }
  return { done, toSign }
}

/** Returns whether every step of the first day is done. */
export const isAllDone = (done: Record<FirstDayStep, boolean>): boolean => firstDaySteps.every((step) => done[step])
