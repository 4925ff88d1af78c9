import { type OnCallRoster, onCallRoster } from '@desk/shared/lost-device/lost-device-schemas'
import { defineSetting } from './settings-queries.ts'

/** The on-call roster for lost devices; the self-check reads it. */
export const onCallSetting = defineSetting<OnCallRoster>({
  key: 'lost_device.duty',
  schema: onCallRoster,
  initial: { rows: [], creator: null },
})
