import { dayIn } from '@desk/shared/kernel/calendar-day'
import { instantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { SimulatorClient } from '../lib/simulator-client.ts'

/** The time zone of the company. */
export const ZONE = 'Asia/Shanghai'

/** Returns the instant, in milliseconds, at which the day of another instant reaches this time in the company's zone. */
export const timeOf = (instant: number, hour: number, minute = 0): number =>
  instantOf(ZONE, dayIn(ZONE, new Date(instant)), hour * 60 + minute).getTime()

/** Returns the day, as YYYY-MM-DD, that is `days` after today by the clock of the simulator. */
export const dayAfter = async (simulator: SimulatorClient, days: number): Promise<string> =>
  shiftDay(dayIn(ZONE, new Date(await simulator.clock.now())), days)

/** Returns today, as YYYY-MM-DD, by the clock of the simulator. */
export const todayOf = (simulator: SimulatorClient): Promise<string> => dayAfter(simulator, 0)
