/** More days have a label every second week. */
const WEEKLY = 45

/** Returns the Mondays that label a row of days, with their places. */
export function weekTicks(days: readonly string[]): { at: number; day: string }[] {
  const isMonday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1
  const mondays = days.map((day, at) => ({ at, day })).filter(({ day }) => isMonday(day))
  const step = days.length > WEEKLY ? 2 : 1
  return mondays.filter((_, index) => index % step === 0)
}
