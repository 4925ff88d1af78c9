import type { ApiKeysView } from '@desk/shared/api-keys/api-key-schemas'
import type { CheckView } from '@desk/shared/self-check/self-check-schemas'
import type { GrantView, RolesView } from '@desk/shared/roles/role-schemas'
import { liMin } from './sample-people.ts'

const grant = (overrides: Partial<GrantView>): GrantView => ({
  id: 'grt_0sample1',
  role: 'dept_admin',
  member: liMin,
  isActive: true,
  departmentId: 11,
  department: ['供应链与质量保障中心', '来料检验组'],
  startsOn: null,
  endsOn: null,
  isDeputy: false,
  grantedBy: { userid: 'tangzhenhua', name: '唐振华' },
  grantedAt: '2026-03-02T01:30:00Z',
  state: 'live',
  ...overrides,
})

const ayigul = { userid: 'ayiguli', name: '阿依古丽·买买提' }
const proposed = grant({ id: 'grt_0sample2', state: 'proposed', member: ayigul, grantedBy: null })
const chen = { userid: 'chenhaiyan', name: '陈海燕' }
const forCompany = { departmentId: null, department: [], member: chen }

export const sampleRoles: RolesView = {
  company: [
    grant({ id: 'grt_0sample3', role: 'ops', ...forCompany }),
    grant({ id: 'grt_0sample4', role: 'auditor', ...forCompany, isActive: false, endsOn: '2026-12-31' }),
  ],
  departments: {
    items: [
      proposed,
      grant({ id: 'grt_0sample5', isDeputy: true, startsOn: '2026-03-20', endsOn: '2026-04-03', state: 'coming' }),
    ],
    next: 'grt_0sample5',
  },
  proposals: { count: 2, items: [proposed, grant({ id: 'grt_0sample6', state: 'lead_lost' })] },
  leadersNeedConfirmation: { value: false, version: 0 },
  separateDuties: { value: true, version: 2 },
  mayGrant: ['dept_admin', 'ops', 'hr'],
}

export const sampleCheck: CheckView = {
  checkedAt: '2026-03-17T01:00:00.000Z',
  isInDoubt: false,
  items: [
    { item: 'database', level: 'ok', reason: 'fine', facts: { version: '17.5' } },
    { item: 'trusted_ip', level: 'bad', reason: 'ip_refused', facts: { ip: '203.0.113.7' } },
    { item: 'contacts_secret', level: 'warn', reason: 'not_set', facts: {} },
    { item: 'contacts_callback', level: 'ok', reason: 'fine', facts: { lastAt: '2026-03-16T09:00:00.000Z' } },
  ],
}

export const sampleKeys: ApiKeysView = {
  items: [
    {
      id: 'key_0sample1',
      name: '人事系统',
      prefix: 'desk_Ab3x',
      scopes: ['directory.read'],
      addresses: ['10.2.8.0/24'],
      createdBy: chen,
      createdAt: '2026-03-01T02:00:00.000Z',
      expiresAt: '2026-06-30T16:00:00.000Z',
      lastUsedAt: '2026-03-17T02:20:00.000Z',
      lastRefusal: { at: '2026-03-17T02:25:00.000Z', network: '10.2.9.x', reason: 'address' },
      state: 'live',
    },
    {
      id: 'key_0sample2',
      name: '旧的考勤程序',
      prefix: 'desk_Zz9q',
      scopes: ['directory.read'],
      addresses: [],
      createdBy: chen,
      createdAt: '2025-03-01T02:00:00.000Z',
      expiresAt: '2025-09-30T16:00:00.000Z',
      lastUsedAt: null,
      lastRefusal: null,
      state: 'revoked',
    },
  ],
  next: null,
}
