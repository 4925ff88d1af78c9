import type { GrantRole } from '@desk/shared/roles/role-names'

/** The roles, as every page calls them. */
export const roleNames = {
  dept_admin: '部门管理员',
  ops: '运维',
  ops_lead: '运维主管',
  hr: '人事',
  compliance: '合规',
  auditor: '审计',
  incident_handler: '上报处理人',
} satisfies Record<GrantRole, string>
