import type { BoardView, StateCounts } from '@desk/shared/policies/board-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { until } from '../lib/wait-until.ts'

/** Waits until the board of the policy satisfies the condition. */
export async function waitForCounts(
  gatewayUrl: string,
  id: string,
  matches: (counts: StateCounts) => boolean,
): Promise<void> {
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  await until('a board that satisfies the condition', async () => {
    const { counts } = await ops.get<BoardView>(`/api/policies/${id}/board`)
    return matches(counts) ? counts : null
  })
}
