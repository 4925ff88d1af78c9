import type { z } from 'zod'
import type { appChangesSchema } from './control-schemas.ts'
import { noticeSubscriptions } from './subscription.ts'
import type { World } from './simulator-context.ts'

export type AppChanges = z.infer<typeof appChangesSchema>

/** An admin edits the app; a new visible range is told member by member (doc 90240). */
export const changeApp = (world: World, changes: AppChanges): void => {
  noticeSubscriptions(world, () => void Object.assign(world.state.app, changes))
  world.changed('member')
}
