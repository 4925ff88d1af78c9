import { type DutyRoster, dutyRoster } from '@desk/shared/lost-device/lost-device-schemas'
import { defineSetting } from './settings-queries.ts'

/** The on-call roster for lost devices; the self-check reads it. */
export const onCallSetting = defineSetting<DutyRoster>({
  key: 'lost_device.duty',
  schema: dutyRoster,
  initial: { rows: [], creator: null },
})
