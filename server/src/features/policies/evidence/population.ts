import { roleNames } from '@desk/shared/roles/role-words'
import { departmentNames } from '../../../directory/department-names.ts'
import { lastFinished } from '../../../directory/last-run-queries.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { localTime } from '../../../kernel/local-time.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** What the list cannot show: people whom the directory does not have. */
const DIRECTORY_LIMIT_NOTE = '没有加入企业微信的人不在名单里，请与人事名册核对人数'

/** Returns where the people of a file come from, and by which rule: rows of cells, each with its heading first. */
export async function populationOf(
  { db, site }: Pick<RosterDeps, 'db' | 'site'>,
  { audience }: Pick<ActivePolicy, 'audience'>,
): Promise<string[][]> {
  const company = (await departmentNames(db, [ROOT_DEPARTMENT])).get(ROOT_DEPARTMENT)
  const lastSync = await lastFinished(db)
  const synced = lastSync?.finishedAt ? `，${localTime(site.timeZone, lastSync.finishedAt)} 全量同步` : ''
  return [
    ...(company === undefined ? [] : [['公司', company]]),
    ['名单来源', `企业微信通讯录${synced}`, DIRECTORY_LIMIT_NOTE],
    ['签收范围', await audienceText(db, audience)],
  ]
}

async function audienceText(db: RosterDeps['db'], audience: ActivePolicy['audience']): Promise<string> {
  if (audience.everyone) return '全体成员'
  const departments = await departmentNames(db, audience.departments)
  const names = await memberNames(db, audience.people)
  return [
    ...audience.departments.map((id) => departments.get(id) ?? String(id)),
    ...audience.roles.map((role) => roleNames[role]),
    ...(audience.partners ? ['外部合作人员'] : []),
    ...audience.people.map((userid) => names(userid).name),
  ].join('、')
}
