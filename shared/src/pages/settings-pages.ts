import type { CalendarView } from '../calendar/calendar-schemas.ts'
import type { CampaignList } from '../confirmations/confirmation-schemas.ts'
import type { DirectoryHealth } from '../directory/directory-schemas.ts'
import type { GroupRulesView } from '../groups/group-rules.ts'
import type { IncidentSettingView } from '../incidents/incident-case-schemas.ts'
import type { OnCallRosterView } from '../lost-device/lost-device-schemas.ts'
import type { MessageTextList } from '../message-templates/message-template-schemas.ts'
import type { OutboxHealth } from '../outbox/outbox-schemas.ts'
import type { PolicyEditView, PolicyList } from '../policies/authoring-schemas.ts'
import type { ApiKeysView } from '../api-keys/api-key-schemas.ts'
import type { CheckView } from '../self-check/self-check-schemas.ts'
import type { FieldSettings } from '../settings/field-schemas.ts'
import type { SettingsHub } from '../settings/hub-schemas.ts'
import type { RolesView } from '../roles/role-schemas.ts'
import { page } from './define-page.ts'

/** The rows of the page table for the settings. */
export const settingsPages = {
  settings: page('/settings', 'ops', 'settings/Settings', 'desk', 'settings', 'self-check').shows<SettingsHub>(),
  'settings-roles': page('/settings/roles', 'ops', 'settings/Roles', 'desk', 'settings').shows<RolesView>(),
  'settings-check': page(
    '/settings/check',
    'ops',
    'settings/SelfCheck',
    'desk',
    'settings',
    'self-check',
  ).shows<CheckView>(),
  'settings-api-keys': page(
    '/settings/api-keys',
    'ops',
    'settings/ApiKeys',
    'api-keys',
    'desk',
    'settings',
  ).shows<ApiKeysView>(),
  'settings-outbox': page(
    '/settings/outbox',
    'ops',
    'settings/Outbox',
    'desk',
    'delivery',
    'settings',
  ).shows<OutboxHealth>(),
  'settings-calendar': page(
    '/settings/calendar',
    'ops',
    'settings/Calendar',
    'desk',
    'delivery',
    'settings',
  ).shows<CalendarView>(),
  'settings-directory': page(
    '/settings/directory',
    'ops',
    'settings/Directory',
    'desk',
    'directory',
    'settings',
  ).shows<DirectoryHealth>(),
  'settings-texts': page(
    '/settings/texts',
    'ops',
    'settings/MessageTemplates',
    'desk',
    'delivery',
    'settings',
  ).shows<MessageTextList>(),
  'settings-fields': page(
    '/settings/fields',
    'ops',
    'settings/Fields',
    'desk',
    'info-change',
    'settings',
  ).shows<FieldSettings>(),
  'settings-groups': page(
    '/settings/groups',
    'ops',
    'groups/GroupSettings',
    'desk',
    'group-requests',
    'groups',
  ).shows<GroupRulesView>(),
  'settings-incidents': page(
    '/settings/incidents',
    'ops',
    'incidents/IncidentSettings',
    'desk',
    'incident-cases',
  ).shows<IncidentSettingView>(),
  'settings-on-call': page(
    '/settings/on-call',
    'ops',
    'lost-device/OnCall',
    'desk',
    'lost-device',
  ).shows<OnCallRosterView>(),
  'settings-policies': page(
    '/settings/policies',
    'policy_reviewer',
    'policies/ManagePolicies',
    'desk',
    'policy-admin',
    'policy-authoring',
  ).shows<PolicyList>(),
  'policy-edit': page(
    '/settings/policies/:id',
    'policy_reviewer',
    'policies/PolicyEdit',
    'desk',
    'policies',
    'policy-authoring',
  ).shows<PolicyEditView>(),
  'settings-confirmations': page(
    '/settings/confirmations',
    'hr',
    'confirmations/Campaigns',
    'confirmations',
    'desk',
  ).shows<CampaignList>(),
}
