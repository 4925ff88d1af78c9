import type { RequestedGroup } from '@desk/shared/groups/group-schemas'
import { isRecord } from '../../platform/is-record.ts'
import type { MemberOption } from '../../platform/member-option.ts'

/** The values that the applicant enters; everything else is derived from them. */
export type GroupFormValues = {
  template: string
  topic: string
  purpose: string
  /** Empty: the first member is the deputy. */
  deputyId: string
  members: readonly MemberOption[]
}

/** The values that a form starts with, and the name under which its draft is stored. */
export type GroupFormStart = GroupFormValues & { draftName: string }

/** Returns the start values of a form that is filled from an earlier request. */
export const toFormStart = (requested: RequestedGroup, draftName: string): GroupFormStart => ({
  ...requested,
  draftName,
  members: requested.members.map((member) => ({ ...member, department: [] })),
})

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function parseMember(value: unknown): MemberOption[] {
  if (!isRecord(value) || typeof value['userid'] !== 'string' || typeof value['name'] !== 'string') return []
  const { userid, name, department } = value
  const path = Array.isArray(department) ? department.filter((name) => typeof name === 'string') : []
  return [{ userid, name, department: path }]
}

/** Parses a stored draft; it may come from an older version, so invalid values become empty. */
export const parseGroupFormValues = (stored: Readonly<Record<string, unknown>>): GroupFormValues => ({
  template: textOf(stored['template']),
  topic: textOf(stored['topic']),
  purpose: textOf(stored['purpose']),
  deputyId: textOf(stored['deputyId']),
  members: Array.isArray(stored['members']) ? stored['members'].flatMap(parseMember) : [],
})
