import { dayIn } from '@desk/shared/kernel/calendar-day'
import { instantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { SimulatorClient } from '../lib/simulator-client.ts'

/** The time zone of the company. */
export const ZONE = 'Asia/Shanghai'

/** Returns when a day has reached this time, in milliseconds. `at`: an instant of that day. */
export const timeOf = (at: number, hour: number, minute = 0): number =>
  instantOf(ZONE, dayIn(ZONE, new Date(at)), hour * 60 + minute).getTime()

/** Returns the day that many days after the one on which the clock of the simulator stands. */
export const dayAfter = async (simulator: SimulatorClient, days: number): Promise<string> =>
  shiftDay(dayIn(ZONE, new Date(await simulator.clock.now())), days)

/** Returns the day on which the clock of the simulator stands. */
export const todayOf = (simulator: SimulatorClient): Promise<string> => dayAfter(simulator, 0)
