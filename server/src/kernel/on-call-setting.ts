import { type DutyRoster, dutyRoster } from '@desk/shared/lost-device/lost-device-schemas'
import { defineSetting } from './settings-queries.ts'

/** Who is called about a lost phone, and when; kept by the lost devices, looked at by the self-check. */
export const dutySetting = defineSetting<DutyRoster>({
  key: 'lost_device.duty',
  schema: dutyRoster,
  initial: { rows: [], creator: null },
})
