import { z } from 'zod'
import { departmentsOf, membersOf } from './directory.ts'
import { updateMember } from './member-changes.ts'
import type { PlatformEvent } from './platform-events.ts'
import type { SimulatorContext } from './simulator-context.ts'

const share = z.number().min(0).max(1)

export const stormSchema = z.strictObject({
  events: z.number().int().min(1).max(100_000),
  seed: z.number().int().default(1),
  /** Which part of them comes twice, and which never. */
  duplicated: share.default(0.2),
  lost: share.default(0.1),
  /** How many are under way at once. */
  lanes: z.number().int().min(1).max(256).default(16),
})
export type Storm = z.infer<typeof stormSchema>

/** Small, fast and seeded: a storm can be repeated. Mulberry32. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const shuffled = <T>(list: readonly T[], random: () => number): T[] => {
  const result = [...list]
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    const held = result[at] as T
    result[at] = result[other] as T
    result[other] = held
  }
  return result
}

export type StormPlan = { toSend: PlatformEvent[]; lost: string[]; duplicated: number }

/** Moves people about in the console, for good, and says which of the events that follow are to be sent, in which order. */
export const brewStorm = (context: SimulatorContext, storm: Storm): StormPlan => {
  const random = seededRandom(storm.seed)
  const members = membersOf(context.state.directory)
  const departments = departmentsOf(context.state.directory)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const events: PlatformEvent[] = []
  const collecting: SimulatorContext = { ...context, changed: () => {}, notify: (event) => void events.push(event) }
  while (events.length < storm.events) {
    const { userid, department } = pick(members)
    const others = departments.filter(({ id }) => !department.includes(id))
    if (others.length === 0) throw new RangeError('a storm needs a second department')
    updateMember(collecting, { userid, department: [pick(others).id] }, 'console')
  }
  const sent = events.map((event) => ({ event, isLost: random() < storm.lost, isTwice: random() < storm.duplicated }))
  const kept = sent.filter((one) => !one.isLost)
  const twice = kept.filter((one) => one.isTwice)
  return {
    toSend: shuffled([...kept, ...twice], random).map((one) => one.event),
    lost: sent.filter((one) => one.isLost).flatMap(({ event }) => ('userid' in event ? [event.userid] : [])),
    duplicated: twice.length,
  }
}
