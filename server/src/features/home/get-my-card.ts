import type { MemberActor } from '@desk/shared/identity/actor'
import type { MyCard } from '@desk/shared/pages/page-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { fieldsFor } from '../info-change/get-info-change-form.ts'
import { countMyReceipts } from '../policies/signing/my-policies.ts'
import { requirePerson } from '../requests/approvers/people-queries.ts'
import { IDLE_MS } from '../session/session-limits.ts'
import { countActiveSessions } from '../session/session-queries.ts'
import { loadGuardians } from './my-people-queries.ts'

/**
 * Returns the present values of the fields that members may change, the guardians of the member, and how many receipts and
 * active sessions they have.
 */
export async function getMyCard({ db, clock }: Pick<Deps, 'db' | 'clock'>, actor: MemberActor): Promise<MyCard> {
  const { userid } = actor
  const person = await requirePerson(db, userid)
  const now = clock.now()
  const guardians = await loadGuardians(db, userid)
  return {
    fields: await fieldsFor({ db }, person),
    guardians: guardians.accepted,
    askedGuardians: guardians.asked,
    receipts: await countMyReceipts({ db }, actor),
    sessions: await countActiveSessions(db, userid, { now, usedSince: new Date(now.getTime() - IDLE_MS) }),
  }
}
