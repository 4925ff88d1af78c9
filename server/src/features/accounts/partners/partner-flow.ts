import type { FlowThatAdopts } from '../adopting-flow.ts'
import { findPartner, isRegistered, listConsolePartners } from './partner-queries.ts'

/** A contract of a partner takes over an account that was created in the console; its end closes the account. */
export const partnerFlow: FlowThatAdopts = {
  name: 'partner',
  hasMember: isRegistered,
  async isLeaving(tx, userid) {
    const partner = await findPartner(tx, userid)
    return partner !== null && (partner.endedAt !== null || partner.closeAt !== null)
  },
  async listOrders(tx, since) {
    const changed = await listConsolePartners(tx, since)
    return changed.map(({ endedAt, renewedAt, ...order }) => ({
      ...order,
      kind: 'changed' as const,
      from: endedAt ?? renewedAt,
    }))
  },
}
