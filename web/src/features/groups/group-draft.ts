import type { MemberOption } from '../../platform/member-option.ts'

/** What somebody enters who asks for a group; the rest follows from it. */
export type GroupFormValues = {
  template: string
  topic: string
  purpose: string
  /** Empty: the first of the members. */
  deputyId: string
  members: readonly MemberOption[]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function hitOf(value: unknown): MemberOption[] {
  if (!isRecord(value) || typeof value['userid'] !== 'string' || typeof value['name'] !== 'string') return []
  const { userid, name, department } = value
  const path = Array.isArray(department) ? department.filter((one) => typeof one === 'string') : []
  return [{ userid, name, department: path }]
}

/** An entry as it was kept, here or on the server, whoever wrote it. */
export const parseGroupFormValues = (kept: Readonly<Record<string, unknown>>): GroupFormValues => ({
  template: textOf(kept['template']),
  topic: textOf(kept['topic']),
  purpose: textOf(kept['purpose']),
  deputyId: textOf(kept['deputyId']),
  members: Array.isArray(kept['members']) ? kept['members'].flatMap(hitOf) : [],
})
