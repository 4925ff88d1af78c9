// Jobs of topics that end in `.prove` are due at once when the member is read or a callback names them.
export const LOCK_TOPIC = 'lost_device.prove'
export const UNLOCK_TOPIC = 'lost_device.unlock.prove'
export const ESCALATION_TOPIC = 'lost_device.ladder'
export const NOTICE_TOPIC = 'lost_device.tell'
export const OVER_TOPIC = 'lost_device.over'
export const EXPIRE_TOPIC = 'lost_device.expire'
export const EXPOSURE_TOPIC = 'lost_device.exposure'
/** Reads the log once more, after the last rows have reached it. */
export const LATE_EXPOSURE_TOPIC = 'lost_device.exposure_late'
export const DEVICES_TOPIC = 'lost_device.devices'
export const MAILBOX_TOPIC = 'lost_device.mailbox'
export const GUARDIAN_TOPIC = 'lost_device.guardian'
export const GUARDIAN_OVER_TOPIC = 'lost_device.guardian_over'
