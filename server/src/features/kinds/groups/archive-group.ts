import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { dropGrams, type GroupPatch, type GroupRow, listGroupMembers, patchMembers } from './group-queries.ts'
import { closeOffers } from './offer-queries.ts'

/** Who stays in an archived group: owner and deputy, at least two of them, since a group of one is none (doc 90245). */
const STAY = 2

/** What is written when a group goes out of use. Whoever goes with it is remembered, and comes back with it. */
export async function archiveWithin(tx: Tx, group: GroupRow, by: string, now: Date): Promise<GroupPatch> {
  const members = await listGroupMembers(tx, group.id)
  const leads = ({ userid }: { userid: string }) =>
    sameUserid(userid, group.ownerId) || (group.deputyId !== null && sameUserid(userid, group.deputyId))
  const inOrder = [...members.filter(leads), ...members.filter((one) => !leads(one))]
  const leaving = inOrder.slice(Math.max(STAY, members.filter(leads).length)).map(({ userid }) => userid)
  await patchMembers(tx, group.id, leaving, { isArchived: true, removeAt: now, removeBy: by })
  await dropGrams(tx, group.id)
  await closeOffers(tx, group.id, now)
  return { archivedAt: now, reviewOpenedAt: null, reviewCloseBy: null, reviewRung: 0, vacantSince: null }
}
