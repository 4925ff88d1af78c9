import { composeName, type GroupName } from '@desk/shared/groups/naming'
import { type GroupRules, namingOf, templateOf } from '@desk/shared/groups/group-rules'
import { groupCreate, type GroupPayload } from '@desk/shared/groups/group-create'
import type { Database } from '../../../db/database.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { factsOf, type PersonFacts } from './member-facts-queries.ts'

export const payloadOf = (request: Pick<RequestRow, 'payload'>): GroupPayload =>
  groupCreate.payload.parse(request.payload)

/** What the name of a group says of its department: the last part of the path; nothing for the company itself. */
export async function departmentInName(db: Database, path: readonly number[]): Promise<string> {
  const own = path.at(-1)
  if (own === undefined || path.length < 2) return ''
  return (await departmentNames(db, [own])).get(own) ?? ''
}

/** The name as form, approval and creation make it: by the same function. Null: no such template. */
export function composeRequestedName(
  rules: GroupRules,
  department: string,
  { template, topic, expiresOn }: Pick<GroupPayload, 'template' | 'topic' | 'expiresOn'>,
): GroupName | null {
  const chosen = templateOf(rules, template)
  if (!chosen) return null
  const input = { department, topic, kind: chosen.kind, until: expiresOn }
  return composeName(namingOf(rules, chosen.saysUntil), input)
}

export type RequestedMembers = {
  facts: ReadonlyMap<string, PersonFacts>
  /** Somebody works outside the applicant's part of the company. */
  isAcrossDepartments: boolean
  isLarge: boolean
}

/** The parts of a company are the departments right below its root. */
const partOf = (path: readonly number[]): number | undefined => path[1] ?? path[0]

export async function loadRequestedMembers(
  db: Database,
  request: Pick<RequestRow, 'payload' | 'departmentPath'>,
  rules: GroupRules,
  today: string,
): Promise<RequestedMembers> {
  const { members } = payloadOf(request)
  const facts = await factsOf(db, members, today)
  const own = partOf(request.departmentPath)
  return {
    facts,
    isAcrossDepartments: [...facts.values()].some(({ departments }) => own !== undefined && !departments.includes(own)),
    isLarge: members.length + 1 >= rules.largeFrom,
  }
}
