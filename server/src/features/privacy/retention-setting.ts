import { defaultRetention, retentionDays } from '@desk/shared/privacy/retention'
import { defineSetting } from '../../kernel/settings-queries.ts'

/** A value below the floor does not fit the schema, and then the default holds. */
export const retentionSetting = defineSetting({
  key: 'privacy.retention',
  schema: retentionDays,
  initial: defaultRetention,
})
