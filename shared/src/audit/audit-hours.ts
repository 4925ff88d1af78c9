/** How many hours of a short range are counted together. */
export const HOURS_PER_SLOT = 2
export const HOURS_PER_DAY = 24

/** Formats a whole hour: `08:00`. The end of a day is `24:00`. */
export const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
