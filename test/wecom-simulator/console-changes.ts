import type { z } from 'zod'
import type { appChangesSchema } from './control-schemas.ts'
import { notifySubscriptionsOf } from './subscription.ts'
import type { SimulatorContext } from './simulator-context.ts'

export type AppChanges = z.infer<typeof appChangesSchema>

/** Changes the app as an admin does. A new visible range sends one event per affected member (doc 90240). */
export const changeApp = (context: SimulatorContext, changes: AppChanges): void => {
  notifySubscriptionsOf(context, () => void Object.assign(context.state.app, changes))
  context.changed('member')
}
