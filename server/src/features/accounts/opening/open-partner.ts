import { findMemberRow } from '../../../access/actor-queries.ts'
import type { Tx } from '../../../db/database.ts'
import { lockPartner } from '../partners/partner-queries.ts'
import { writeContract } from '../partners/set-partner.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import type { OpeningRow } from '../model/opening-queries.ts'

/** Registers a partner's contract together with the account, so that the last day is known from the beginning. */
export async function openPartner(deps: AccountDeps, tx: Tx, opening: OpeningRow): Promise<void> {
  const { company, sponsorId, endsOn, userid, submittedBy } = opening
  if (company === null || sponsorId === null || endsOn === null) return
  const member = await findMemberRow(tx, userid)
  if (!member) return
  const partner = await lockPartner(tx, member.userid)
  await writeContract(deps, tx, { member, partner, company, sponsor: sponsorId, endsOn, by: submittedBy })
}
