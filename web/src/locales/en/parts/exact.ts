import { localTime } from '../../time.ts'
import { wholeDay } from './phrases.ts'

/** Formats an instant to the second, in the business time zone: for what is proof. */
export const exact = (instant: string): string => {
  const at = localTime(instant)
  const day = [at.year, at.month, at.day].map((part) => String(part).padStart(2, '0')).join('-')
  return `${wholeDay(day)}, ${at.seconds}`
}
