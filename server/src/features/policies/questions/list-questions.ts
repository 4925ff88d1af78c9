import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { OpenQuestions } from '@desk/shared/policies/board-schemas'
import { authorizeRole } from '../../../access/authorize.ts'
import { departmentNames, pathNames } from '../../../directory/department-names.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { NOWHERE } from '../roster/mark-counts-stale-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, listClauses } from '../document/policy-queries.ts'
import { pathsOfDepartments } from '../roster/people-queries.ts'
import { listMessages, listOpenQuestions } from '../document/question-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'

const SHOWN = 50

/** Who waits for an answer, longest first. */
export async function listQuestions(
  deps: RosterDeps,
  actor: MemberActor,
  { id }: { id: PolicyId },
): Promise<OpenQuestions> {
  authorizeRole(actor, 'ops')
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  const rows = await listOpenQuestions(deps.db, id, SHOWN)
  const clauses = await listClauses(deps.db, policy.versionId, 'zh-CN')
  const messages = await listMessages(
    deps.db,
    rows.map(({ question }) => question.id),
  )
  const names = await memberNames(deps.db, [
    ...rows.map(({ question }) => question.userid),
    ...messages.map(({ by }) => by),
  ])
  const paths = await pathsOfDepartments(
    deps.db,
    rows.map(({ departmentId }) => departmentId ?? NOWHERE),
  )
  const departments = await departmentNames(deps.db, [...paths.values()].flat())
  return {
    items: rows.map(({ question, departmentId }) => ({
      id: question.id,
      person: {
        ...names(question.userid),
        department: pathNames(paths.get(departmentId ?? NOWHERE) ?? [], departments),
      },
      clauseNo: clauses.find(({ clauseId }) => clauseId === question.clauseId)?.no ?? null,
      askedAt: question.askedAt.toISOString(),
      messages: messages
        .filter(({ questionId }) => questionId === question.id)
        .map(({ by, text, at }) => ({ by: names(by).name, text, at: at.toISOString() })),
    })),
  }
}
