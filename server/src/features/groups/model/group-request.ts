import { composeName, type GroupName } from '@desk/shared/groups/naming'
import { type GroupRules, namingOf, templateOf } from '@desk/shared/groups/group-rules'
import { groupCreate, type GroupPayload } from '@desk/shared/groups/group-create'
import type { RequestId } from '@desk/shared/kernel/ids'
import { sha256 } from '../../../kernel/hash.ts'
import type { Database } from '../../../db/database.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { factsOf, type PersonFacts } from './member-facts-queries.ts'

export const payloadOf = (request: Pick<RequestRow, 'payload'>): GroupPayload =>
  groupCreate.payload.parse(request.payload)

/** Returns the department part of a group name: the last department of the path; empty for the company itself. */
export async function departmentInName(db: Database, path: readonly number[]): Promise<string> {
  const own = path.at(-1)
  if (own === undefined || path.length < 2) return ''
  return (await departmentNames(db, [own])).get(own) ?? ''
}

/** Composes the name as the form does. Null: there is no such template. */
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
  /** Whether a member works outside the applicant's part of the company. */
  isAcrossDepartments: boolean
  isLarge: boolean
}

/** Returns the part of the company to which a path belongs: the department directly below the root. */
const partOf = (path: readonly number[]): number | undefined => path[1] ?? path[0]

/** Returns the facts on which the approval depends: about the requested members, and whether a second step is needed. */
export async function loadRequestedMembers(
  db: Database,
  request: Pick<RequestRow, 'payload' | 'departmentPath'>,
  rules: GroupRules,
): Promise<RequestedMembers> {
  const { members } = payloadOf(request)
  // The day is empty, since ended contracts do not matter here.
  const facts = await factsOf(db, members, '')
  const own = partOf(request.departmentPath)
  return {
    facts,
    isAcrossDepartments: [...facts.values()].some(({ departments }) => own !== undefined && !departments.includes(own)),
    isLarge: members.length + 1 >= rules.largeFrom,
  }
}

const CHAT_ID_LENGTH = 32

/**
 * Returns the id of the group in WeCom: 32 characters of `[0-9a-f]`, derived only from the company and the request id.
 * After a restore from a backup, the same id finds a group that was created after the backup.
 */
export const chatIdOf = (corpId: string, requestId: RequestId): string =>
  sha256(`group ${corpId} ${requestId}`).slice(0, CHAT_ID_LENGTH)
