import type { IdentityApi } from './identity-api.ts'

/** Every call answers the same: for renderings and tests, which ask for nothing. */
export const noIdentityApi = (refuse: () => Promise<never>): IdentityApi => ({
  sessions: refuse,
  endSession: refuse,
  endOthers: refuse,
  claimOps: refuse,
  signOut: refuse,
})
