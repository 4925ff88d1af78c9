import type { AdoptingFlowDefinition } from '../adopting-flow.ts'
import { findPartner, isRegistered, listConsolePartners } from './partner-queries.ts'

/** The contract of a partner: takes over an account that was created in the console. Its end closes the account. */
export const partnerFlow: AdoptingFlowDefinition = {
  name: 'partner',
  hasMember: isRegistered,
  async isLeaving(tx, userid) {
    const partner = await findPartner(tx, userid)
    return partner !== null && (partner.endedAt !== null || partner.closeAt !== null)
  },
  async listConsoleRequests(tx, since) {
    const changed = await listConsolePartners(tx, since)
    return changed.map(({ endedAt, renewedAt, ...request }) => ({
      ...request,
      kind: 'changed' as const,
      from: endedAt ?? renewedAt,
    }))
  },
}
