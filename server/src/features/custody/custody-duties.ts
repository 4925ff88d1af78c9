import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReadDeps } from '../../kernel/deps.ts'
import { currentYear, listOwnAttestations } from './confirm-custody.ts'
import { findOpenAsk } from './custody-queries.ts'

/** Returns the duty of a member to give the yearly account confirmation. */
export async function custodyDuties(deps: ReadDeps, { userid }: MemberActor): Promise<DutyRow[]> {
  const isAsked = (await findOpenAsk(deps.db, userid, currentYear(deps))) !== null
  const { length: attested } = await listOwnAttestations(deps.db, userid)
  if (!isAsked && attested === 0) return []
  const to = pagePaths.custody
  return [
    {
      key: 'keep_account',
      code: 'keep_account',
      role: 'employee',
      clause: '3.2b',
      subject: null,
      owed: isAsked ? [{ what: 'waiting', count: 1, to }] : [],
      done: [{ what: 'attested', count: attested, to }],
      dueOn: null,
      to,
    },
  ]
}
