import type { z } from 'zod'
import type { appChangesSchema } from './control-schemas.ts'
import { notifySubscriptionsOf } from './subscription.ts'
import type { SimulatorContext } from './simulator-context.ts'

export type AppChanges = z.infer<typeof appChangesSchema>

/** An admin edits the app; a new visible range is told member by member (doc 90240). */
export const changeApp = (context: SimulatorContext, changes: AppChanges): void => {
  notifySubscriptionsOf(context, () => void Object.assign(context.state.app, changes))
  context.changed('member')
}
