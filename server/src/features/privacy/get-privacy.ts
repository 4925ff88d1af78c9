import type { PrivacyView } from '@desk/shared/privacy/retention'
import type { ReadDeps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { listContacts } from './contact-queries.ts'
import { retentionSetting } from './retention-setting.ts'

export async function getPrivacy(deps: ReadDeps): Promise<PrivacyView> {
  const { value: days } = await readSetting(deps.db, retentionSetting)
  return { contacts: await listContacts(deps), days }
}
