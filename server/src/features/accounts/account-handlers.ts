import type { JobHandlers } from '../../outbox/run-job.ts'
import type { AccountEffectDeps } from './model/account-deps.ts'
import { createAccount } from './opening/create-account.ts'
import { INVITE_TOPIC, inviteJoiners } from './opening/invite-joiners.ts'
import { CREATE_TOPIC } from './opening/schedule-creation.ts'

/** Returns the handlers of the jobs that create accounts and invite joiners. */
export const accountHandlers = (deps: AccountEffectDeps): JobHandlers => ({
  [CREATE_TOPIC]: createAccount(deps),
  [INVITE_TOPIC]: inviteJoiners(deps),
})
