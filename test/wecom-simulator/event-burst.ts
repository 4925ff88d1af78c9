import { z } from 'zod'
import { departmentsOf, membersOf } from './directory.ts'
import { updateMember } from './member-changes.ts'
import type { PlatformEvent } from './platform-events.ts'
import { seededRandom } from './seeded-random.ts'
import type { SimulatorContext } from './simulator-context.ts'

const share = z.number().min(0).max(1)

export const eventBurstSchema = z.strictObject({
  events: z.number().int().min(1).max(100_000),
  seed: z.number().int().default(1),
  /** Shares of the events that are sent twice, and that are not sent. */
  duplicated: share.default(0.2),
  lost: share.default(0.1),
  /** Number of concurrent deliveries. */
  lanes: z.number().int().min(1).max(256).default(16),
})
type EventBurst = z.infer<typeof eventBurstSchema>

const shuffled = <T>(list: readonly T[], random: () => number): T[] => {
  const result = [...list]
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    const value = result[index] as T
    result[index] = result[other] as T
    result[other] = value
  }
  return result
}

type EventBurstPlan = { toSend: PlatformEvent[]; lost: string[]; duplicated: number }

/** Moves random members to other departments in the console, and plans which of the events are sent, and in which order. */
export const planEventBurst = (context: SimulatorContext, burst: EventBurst): EventBurstPlan => {
  const random = seededRandom(burst.seed)
  const members = membersOf(context.state.directory)
  const departments = departmentsOf(context.state.directory)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const events: PlatformEvent[] = []
  const collecting: SimulatorContext = { ...context, changed: () => {}, notify: (event) => void events.push(event) }
  while (events.length < burst.events) {
    const { userid, department } = pick(members)
    const others = departments.filter(({ id }) => !department.includes(id))
    if (others.length === 0) throw new RangeError('an event burst needs a second department')
    updateMember(collecting, { userid, department: [pick(others).id] }, 'console')
  }
  const planned = events.map((event) => ({
    event,
    isLost: random() < burst.lost,
    isSentTwice: random() < burst.duplicated,
  }))
  const sent = planned.filter(({ isLost }) => !isLost)
  const twice = sent.filter(({ isSentTwice }) => isSentTwice)
  return {
    toSend: shuffled([...sent, ...twice], random).map(({ event }) => event),
    lost: planned.filter(({ isLost }) => isLost).flatMap(({ event }) => ('userid' in event ? [event.userid] : [])),
    duplicated: twice.length,
  }
}
