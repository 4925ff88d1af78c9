/** Roles held by grant. `dept_admin` covers the subtree of one department. */
export const grantRoles = ['dept_admin', 'ops', 'ops_lead', 'hr', 'compliance', 'auditor', 'incident_handler'] as const
export type GrantRole = (typeof grantRoles)[number]

/** Roles that only the ops lead grants and ends: their holders supervise others, or read confidential reports. */
export const leadOnlyRoles: readonly GrantRole[] = ['ops_lead', 'compliance', 'auditor', 'incident_handler']

/** Roles whose last holder cannot be removed, since the app could not be administered without them. */
export const indispensableRoles: readonly GrantRole[] = ['ops', 'ops_lead']

/** Role settings that the ops lead switches on and off. */
export const roleSwitches = ['leadersNeedConfirmation', 'separateDuties'] as const
export type RoleSwitch = (typeof roleSwitches)[number]
