import { HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { membersOf } from './directory.ts'
import { refuse } from './errors.ts'
import { shanghaiDay } from './limits.ts'
import type { SimulatorContext } from './simulator-context.ts'

const recentOf = (context: SimulatorContext, userid: string): number[] =>
  (context.state.delivered[userid] ?? []).filter((at) => at > context.clock.nowMs() - HOUR_MS)

const inLastMinute = (context: SimulatorContext, recent: readonly number[]): number =>
  recent.filter((at) => at > context.clock.nowMs() - MINUTE_MS).length

/** Tells whether a message is dropped: above 30 a minute or 1000 an hour for each member, without an error (doc 90312). */
export const isDropped = (context: SimulatorContext, userid: string): boolean => {
  const { limits, delivered } = context.state
  const recent = recentOf(context, userid)
  delivered[userid] = recent
  if (recent.length >= limits.messagesPerHour || inLastMinute(context, recent) >= limits.messagesPerMinute) {
    context.state.dropped[userid] = (context.state.dropped[userid] ?? 0) + 1
    return true
  }
  recent.push(context.clock.nowMs())
  return false
}

const dayLimit = (context: SimulatorContext): number =>
  membersOf(context.state.directory).length * context.state.limits.messagesPerAccountAndDay

const usedToday = (context: SimulatorContext): number => {
  const { messages } = context.state.limitUse
  return messages.day === shanghaiDay(context.clock.nowMs()) ? messages.personTimes : 0
}

/** Counts person-times of the app and the day (doc 90236). We assume that a call above the limit is refused, not dropped. */
export const spendPersonTimes = (context: SimulatorContext, personTimes: number): void => {
  const used = usedToday(context)
  if (used + personTimes > dayLimit(context)) refuse(45009)
  context.state.limitUse.messages = { day: shanghaiDay(context.clock.nowMs()), personTimes: used + personTimes }
}

/** Returns the use of the message limits by a member and by the app. */
export const budgetOf = (context: SimulatorContext, userid: string) => {
  const recent = recentOf(context, userid)
  const { messagesPerMinute, messagesPerHour } = context.state.limits
  return {
    minute: { used: inLastMinute(context, recent), limit: messagesPerMinute },
    hour: { used: recent.length, limit: messagesPerHour },
    day: { used: usedToday(context), limit: dayLimit(context) },
    dropped: context.state.dropped[userid] ?? 0,
  }
}
