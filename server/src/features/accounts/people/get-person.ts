import type { PersonPage } from '@desk/shared/accounts/people-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import { today } from '../../../access/grant-conditions.ts'
import { recordReadAudit } from '../../../access/record-read-audit.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listPathNames, listPaths } from '../../policies/roster/department-path-queries.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { findLastAnswer, findOpenReport } from '../departures/departure-queries.ts'
import { toListed } from './list-people.ts'
import { findPersonRow } from './people-queries.ts'
import { peopleScope } from './people-scope.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/**
 * Returns what the directory shows of a person to HR, the management department and the admins of the person's departments.
 * Each reading of another person's data is recorded.
 *
 * @throws NotFoundError for anybody else
 */
export async function getPerson(
  deps: ReadDeps & AdoptionDeps,
  actor: MemberActor,
  userid: string,
): Promise<PersonPage> {
  const row = await findPersonRow(deps.db, userid, peopleScope(actor))
  if (!row) throw new NotFoundError()
  const main = row.mainDepartmentId ?? ROOT_DEPARTMENT
  const paths = await listPathNames(deps.db, [main, ...row.departmentIds])
  const isOther = !sameUserid(row.userid, actor.userid)
  const report = isOther ? await findOpenReport(deps.db, row.userid) : null
  const answer = isOther ? await findLastAnswer(deps.db, row.userid) : null
  const names = await memberNames(
    deps.db,
    [report?.reporterId, answer?.handledBy].filter((id) => typeof id === 'string'),
  )
  if (isOther)
    await recordReadAudit(deps, actor, 'people.read', row.userid, { fields: ['telephone', 'position', 'alias'] })
  const isHr = holdsRole(actor, 'hr')
  const isHere = row.status !== LEFT
  const isAdministered =
    isOther && actor.adminOf.length > 0 && (await findPersonRow(deps.db, row.userid, actor.adminOf)) !== null
  const above = (await listPaths(deps.db, [main])).get(main) ?? [main]
  const administersMain = actor.adminOf.some((id) => above.includes(id))
  return {
    ...toListed(row, paths.get(main) ?? [], actor),
    alias: row.alias,
    telephone: row.telephone,
    seats: row.departmentIds.map((id) => paths.get(id) ?? [String(id)]),
    partner: row.isPartner ? { company: row.company ?? '', endsOn: row.endsOn } : null,
    departure: report && {
      id: report.id,
      by: names(report.reporterId),
      at: report.reportedAt.toISOString(),
      lastDay: report.lastDay,
      note: report.note,
    },
    answer:
      report === null && answer !== null && answer.handledAt !== null && answer.handledBy !== null
        ? { at: answer.handledAt.toISOString(), by: names(answer.handledBy), text: answer.answer }
        : null,
    allowed: [
      ...(isAdministered && isHere && administersMain ? (['change'] as const) : []),
      ...(isAdministered && isHere && report === null ? (['report'] as const) : []),
      ...(isHr && isOther && report !== null ? (['answer'] as const) : []),
      ...(isHr && isOther && isHere ? (['partner'] as const) : []),
    ],
    flows: deps.adoptingFlows.flatMap(({ name, isLeaving }) => (isLeaving ? [name] : [])),
    today: today(deps),
  }
}
