import { type GrantRole, grantRoles } from './role-names.ts'

/** Words by which a search finds a role: its names in both languages. */
const roleWords = {
  dept_admin: ['部门管理员', 'department admin'],
  ops: ['运维', 'operations'],
  ops_lead: ['运维主管', 'operations lead'],
  hr: ['人事', 'hr'],
  compliance: ['合规', 'compliance'],
  auditor: ['审计', 'auditor'],
  incident_handler: ['上报处理人', 'incident handler'],
} as const satisfies Record<GrantRole, readonly string[]>

/** Chinese names of the roles. */
export const roleNames: Readonly<Record<GrantRole, string>> = {
  ...Object.fromEntries(grantRoles.map((role) => [role, roleWords[role][0]])),
} as Record<GrantRole, string>

/** Returns the roles whose names contain a text. */
export function findRoles(text: string): GrantRole[] {
  const sought = text.trim().toLowerCase()
  return sought === '' ? [] : grantRoles.filter((role) => roleWords[role].some((word) => word.includes(sought)))
}
