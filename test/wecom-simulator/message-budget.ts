import { HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { membersOf } from './directory.ts'
import { refuse } from './errors.ts'
import { shanghaiDay } from './limits.ts'
import type { SimulatorContext } from './simulator-context.ts'

const recentOf = (context: SimulatorContext, userid: string): number[] =>
  (context.state.delivered[userid] ?? []).filter((at) => at > context.clock.nowMs() - HOUR_MS)

const inLastMinute = (context: SimulatorContext, recent: readonly number[]): number =>
  recent.filter((at) => at > context.clock.nowMs() - MINUTE_MS).length

/** Counts a message to this member. False: it is dropped, without an error, above 30 a minute or 1000 an hour (doc 90312). */
export const countDelivery = (context: SimulatorContext, userid: string): boolean => {
  const { limits, delivered } = context.state
  const recent = recentOf(context, userid)
  delivered[userid] = recent
  if (recent.length >= limits.messagesPerHour || inLastMinute(context, recent) >= limits.messagesPerMinute) {
    context.state.dropped[userid] = (context.state.dropped[userid] ?? 0) + 1
    return false
  }
  recent.push(context.clock.nowMs())
  return true
}

const dayLimit = (context: SimulatorContext): number =>
  membersOf(context.state.directory).length * context.state.limits.messagesPerAccountAndDay

const usedToday = (context: SimulatorContext): number => {
  const { messages } = context.state.limitUse
  return messages.day === shanghaiDay(context.clock.nowMs()) ? messages.recipients : 0
}

/**
 * Counts the recipients of a call against the daily limit of the app, where a person counts once per message (人次, doc
 * 90236). We assume that a call above the limit is refused (45009), not dropped.
 */
export const spendRecipients = (context: SimulatorContext, recipients: number): void => {
  const used = usedToday(context)
  if (used + recipients > dayLimit(context)) refuse(45009)
  context.state.limitUse.messages = { day: shanghaiDay(context.clock.nowMs()), recipients: used + recipients }
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
