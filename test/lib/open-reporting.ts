import { openPhone } from './phone-session.ts'
import { getTemplateId, postOrThrow } from './publish-policy.ts'
import type { IncidentSettingView } from '@desk/shared/incidents/incident-case-schemas'
import type { RolesView } from '@desk/shared/roles/role-schemas'

const HANDLERS = ['linshuqing', 'hujianing'] as const
const CONTACT = 'fangjianguo'

/** Makes two members incident handlers and sets the independent contact, as the ops lead does on the settings pages. */
export async function openReporting(gatewayUrl: string): Promise<void> {
  const lead = await openPhone(gatewayUrl, 'chenhaiyan')
  // Waits for the directory, which assigns the roles.
  await getTemplateId(lead)
  for (const userid of HANDLERS)
    await postOrThrow<RolesView>(lead, '/api/settings/roles', { role: 'incident_handler', userid })
  const { version } = await lead.get<IncidentSettingView>('/api/settings/incidents')
  const contact = { userid: CONTACT, phone: '0755-86012046' }
  await postOrThrow<IncidentSettingView>(lead, '/api/settings/incidents', { contact, version })
}
