/** The most days that have a label each week; more days have one every second week. */
const MAX_WEEKLY_DAYS = 45

/** Returns the Mondays that label a row of days, each with its index in the row. */
export function weekTicks(days: readonly string[]): { at: number; day: string }[] {
  const isMonday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1
  const mondays = days.map((day, at) => ({ at, day })).filter(({ day }) => isMonday(day))
  const step = days.length > MAX_WEEKLY_DAYS ? 2 : 1
  return mondays.filter((_, index) => index % step === 0)
}
