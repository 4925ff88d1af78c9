/** Every role that is held by grant. `dept_admin` covers the subtree of one department. */
export const grantRoles = ['dept_admin', 'ops', 'ops_lead', 'hr', 'auditor'] as const
export type GrantRole = (typeof grantRoles)[number]

/** Granted and ended by the ops lead alone: these two watch over the others. */
export const leadOnlyRoles: readonly GrantRole[] = ['ops_lead', 'auditor']

/** Without these nobody could mend anything: their last holder stays. */
export const indispensableRoles: readonly GrantRole[] = ['ops', 'ops_lead']

/** Rules about roles that the ops lead turns on and off. */
export const roleSwitches = ['leadersNeedConfirmation', 'separateDuties'] as const
export type RoleSwitch = (typeof roleSwitches)[number]
