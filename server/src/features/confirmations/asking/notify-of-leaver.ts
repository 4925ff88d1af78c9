import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { textOf } from '../../notifications/notice-text.ts'
import type { CampaignRow } from '../model/campaign-queries.ts'
import type { PersonRow } from '../model/person-queries.ts'
import { listHr } from './asking-queries.ts'

type Leaver = { campaign: CampaignRow; person: PersonRow; by: string }

/** Notifies HR of a person who may have left and whose account still works. The person is never notified. */
export async function notifyOfLeaver(
  deps: MailingDeps & DayDeps,
  tx: Tx,
  { campaign, person, by }: Leaver,
): Promise<void> {
  const names = await memberNames(tx, [by])
  const departments = await departmentNames(tx, [person.departmentId])
  const department = departments.get(person.departmentId) ?? ''
  const text = await textOf({ db: tx }, 'confirm.left', { person: person.name, admin: names(by).name, department })
  const path = `${pagePaths.confirmationBoard(campaign.id)}?state=left`
  const reportedAt = deps.clock.now().toISOString()
  const key = `confirm.left:${campaign.id}:${person.userid.toLowerCase()}:${reportedAt}` as const
  await sendCardOnce(deps, tx, {
    key,
    userids: await listHr({ ...deps, db: tx }, person.userid),
    card: { ...text, path },
  })
}
