import { membersOf } from './directory.ts'
import { refuse } from './errors.ts'
import { shanghaiDay } from './limits.ts'
import type { World } from './simulator-context.ts'

const minuteMs = 60_000
const hourMs = 3_600_000

const recentOf = (world: World, userid: string): number[] =>
  (world.state.delivered[userid] ?? []).filter((at) => at > world.clock.nowMs() - hourMs)

const inLastMinute = (world: World, recent: readonly number[]): number =>
  recent.filter((at) => at > world.clock.nowMs() - minuteMs).length

/** Above 30 a minute or 1000 an hour per member, messages are dropped without a word (doc 90312). */
export const isDropped = (world: World, userid: string): boolean => {
  const { limits, delivered } = world.state
  const recent = recentOf(world, userid)
  delivered[userid] = recent
  if (recent.length >= limits.messagesPerHour || inLastMinute(world, recent) >= limits.messagesPerMinute) {
    world.state.dropped[userid] = (world.state.dropped[userid] ?? 0) + 1
    return true
  }
  recent.push(world.clock.nowMs())
  return false
}

const dayLimit = (world: World): number =>
  membersOf(world.state.directory).length * world.state.limits.messagesPerAccountAndDay

const usedToday = (world: World): number => {
  const { messages } = world.state.limitUse
  return messages.day === shanghaiDay(world.clock.nowMs()) ? messages.personTimes : 0
}

/** Person-times of the day and the app (doc 90236). That a call above it is refused, and not dropped, is our reading. */
export const spendPersonTimes = (world: World, personTimes: number): void => {
  const used = usedToday(world)
  if (used + personTimes > dayLimit(world)) refuse(45009)
  world.state.limitUse.messages = { day: shanghaiDay(world.clock.nowMs()), personTimes: used + personTimes }
}

/** For the page: what one person and the app have had. */
export const budgetOf = (world: World, userid: string) => {
  const recent = recentOf(world, userid)
  const { messagesPerMinute, messagesPerHour } = world.state.limits
  return {
    minute: { used: inLastMinute(world, recent), limit: messagesPerMinute },
    hour: { used: recent.length, limit: messagesPerHour },
    day: { used: usedToday(world), limit: dayLimit(world) },
    dropped: world.state.dropped[userid] ?? 0,
  }
}
