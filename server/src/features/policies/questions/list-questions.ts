import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { OpenQuestions } from '@desk/shared/policies/board-schemas'
import { authorizeRole } from '../../../access/authorize.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { requireActivePolicy, listClauses } from '../document/policy-queries.ts'
import { listPathNames } from '../roster/department-path-queries.ts'
import { listMessages, listOpenQuestions } from '../document/question-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

const MAX_QUESTIONS = 50

/** Lists the oldest open questions about a policy, with their messages. */
export async function listQuestions(
  deps: RosterDeps,
  actor: MemberActor,
  { id }: { id: PolicyId },
): Promise<OpenQuestions> {
  authorizeRole(actor, 'compliance')
  const policy = await requireActivePolicy(deps.db, id)
  const rows = await listOpenQuestions(deps.db, id, MAX_QUESTIONS)
  const clauses = await listClauses(deps.db, policy.versionId, 'zh-CN')
  const messages = await listMessages(
    deps.db,
    rows.map(({ question }) => question.id),
  )
  const names = await memberNames(deps.db, [
    ...rows.map(({ question }) => question.userid),
    ...messages.map(({ by }) => by),
  ])
  const pathNames = await listPathNames(
    deps.db,
    rows.map(({ departmentId }) => departmentId ?? ROOT_DEPARTMENT),
  )
  return {
    items: rows.map(({ question, departmentId }) => ({
      id: question.id,
      person: {
        ...names(question.userid),
        department: pathNames.get(departmentId ?? ROOT_DEPARTMENT) ?? [],
      },
      clauseNo: clauses.find(({ clauseId }) => clauseId === question.clauseId)?.no ?? null,
      askedAt: question.askedAt.toISOString(),
      messages: messages
        .filter(({ questionId }) => questionId === question.id)
        .map(({ by, text, at }) => ({ by: names(by).name, text, at: at.toISOString() })),
    })),
  }
}
