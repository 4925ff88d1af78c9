import { callbackHandlers } from './features/directory/handle-callback.ts'
import { syncHandlers } from './features/directory/reconcile-directory.ts'
import { anchorHandlers } from './features/audit/anchor-handlers.ts'
import { kindHandlers, kindPresses } from './features/kinds/registry.ts'
import type { EngineDeps } from './features/requests/engine-deps.ts'
import { engineHandlers } from './features/requests/engine-handlers.ts'
import { pressHandler } from './features/requests/press-handler.ts'
import { noticeHandlers } from './features/requests/notice-handlers.ts'
import { policyHandlers } from './features/policies/round-handlers.ts'
import { tileHandlers } from './features/workbench/tile-handlers.ts'
import { CARD_PRESS_TOPIC } from './kernel/card-press.ts'
import { routePresses } from './kernel/route-presses.ts'
import type { JobHandlers } from './outbox/run-job.ts'

/** Everything that the worker can do, by outbox topic. */
export const jobHandlers = (deps: EngineDeps): JobHandlers => ({
  ...kindHandlers(deps),
  ...engineHandlers(deps),
  [CARD_PRESS_TOPIC]: routePresses({ agree: pressHandler(deps), ...kindPresses(deps) }),
  ...noticeHandlers(deps),
  ...policyHandlers(deps),
  ...tileHandlers(deps),
  ...anchorHandlers(deps),
  ...callbackHandlers(deps),
  ...syncHandlers(deps),
})
