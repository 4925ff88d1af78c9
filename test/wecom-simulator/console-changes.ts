import type { z } from 'zod'
import type { appChangesSchema } from './control-schemas.ts'
import { membersOf } from './directory.ts'
import { isSubscribed } from './visibility.ts'
import type { World } from './world.ts'

export type AppChanges = z.infer<typeof appChangesSchema>

/** An admin edits the app; a new visible range is told member by member (doc 90240). */
export const changeApp = (world: World, changes: AppChanges): void => {
  const before = new Set(
    membersOf(world.state.directory)
      .filter((member) => isSubscribed(world.state, member))
      .map((member) => member.userid),
  )
  Object.assign(world.state.app, changes)
  for (const member of membersOf(world.state.directory)) {
    const now = isSubscribed(world.state, member)
    if (now && !before.has(member.userid)) world.notify({ type: 'subscribe', userid: member.userid })
    if (!now && before.has(member.userid)) world.notify({ type: 'unsubscribe', userid: member.userid })
  }
  world.changed('member')
}
