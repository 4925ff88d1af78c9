import type { Role } from '@desk/shared/identity/actor'
import { expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import { incidentCompany } from '../../testing/fixtures/incidents.ts'
import { test } from '../../testing/kit.ts'
import { grantRole } from '../roles/grant-role.ts'
import { getIncidentSetting } from './contact.ts'

const dependentRoles = ['ops', 'ops_lead', 'incident_handler'] as const satisfies Role[]

test.for(dependentRoles)('the role %s cannot be granted to the independent contact', async (role, { kit }) => {
  const { lead } = await incidentCompany(kit)
  const granted = grantRole(kit.deps, lead, { userid: 'CONTACT', role })
  await expect(granted).rejects.toMatchObject({ details: { fields: [{ path: 'userid', code: 'role.of_contact' }] } })
  await grantRole(kit.deps, lead, { userid: 'contact', role: 'hr' })
  expect(await getIncidentSetting(kit.deps, lead)).toMatchObject({ isOn: true, contact: { isActive: true } })
})

test.for(dependentRoles)(
  'the settings show the contact as inactive while they hold the role %s',
  async (role, { kit }) => {
    const { ops } = await incidentCompany(kit)
    const grant = { id: kit.deps.ids.next('grant'), userid: 'contact', role }
    await kit.deps.db.insert(roleGrants).values({ ...grant, source: 'setting', grantedAt: kit.deps.clock.now() })
    expect(await getIncidentSetting(kit.deps, ops)).toMatchObject({ contact: { isActive: false } })
  },
)
