import { isSameDay, localTime } from './time.ts'

/** Formats an instant of the day of `now` by its time, and one of another day with `day`, which names it. */
export function timeOrDay(
  instant: string,
  now: string,
  day: (instant: string, now: string) => string,
  part: 'clockTime' | 'exactTime' = 'clockTime',
): string {
  const at = localTime(instant)
  return isSameDay(at, localTime(now)) ? at[part] : day(instant, now)
}
