import { type PrivacyView, defaultRetention, retentionDays } from '@desk/shared/privacy/retention'
import type { ReadDeps } from '../../kernel/deps.ts'
import { readSetting, defineSetting } from '../../kernel/settings-queries.ts'
import { listContacts } from './contact-queries.ts'

/** Retention periods. A stored value below the legal minimum fails the schema, and the default applies. */
export const retentionSetting = defineSetting({
  key: 'privacy.retention',
  schema: retentionDays,
  initial: defaultRetention,
})

export async function getPrivacy(deps: ReadDeps): Promise<PrivacyView> {
  const { value: days } = await readSetting(deps.db, retentionSetting)
  return { contacts: await listContacts(deps), days }
}
