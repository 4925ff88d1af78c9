import type { BoardView, StateCounts } from '@desk/shared/policies/board-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { until } from '../lib/wait-until.ts'

/** Waits until the board of the policy satisfies the condition. */
export async function waitForCounts(
  gatewayUrl: string,
  id: string,
  isRight: (counts: StateCounts) => boolean,
): Promise<void> {
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  await until('the board as it should be', async () => {
    const { counts } = await ops.get<BoardView>(`/api/policies/${id}/board`)
    return isRight(counts) ? counts : null
  })
}
