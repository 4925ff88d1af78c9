import { defaultRetention, retentionDays } from '@desk/shared/privacy/retention'
import { defineSetting } from '../../kernel/settings-queries.ts'

/** Retention periods. A stored value below the legal minimum fails the schema, and the default applies. */
export const retentionSetting = defineSetting({
  key: 'privacy.retention',
  schema: retentionDays,
  initial: defaultRetention,
})
