import type { roleNames as inChinese } from '../../zh-CN/parts/role-names.ts'

export const roleNames: typeof inChinese = {
  dept_admin: 'Department admin',
  ops: 'Operations',
  ops_lead: 'Operations lead',
  hr: 'HR',
  compliance: 'Compliance',
  auditor: 'Auditor',
  incident_handler: 'Incident handler',
}
