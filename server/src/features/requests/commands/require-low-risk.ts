import type { Tx } from '../../../db/database.ts'
import type { RequestRow } from '../model/request-queries.ts'
import type { RequestTypeDeps } from '../model/request-type.ts'
import { MustBeOpenedError } from '../request-errors.ts'

/** Requires that the request may be decided in a list or on a card. @throws MustBeOpenedError otherwise */
export async function requireLowRisk({ kinds }: RequestTypeDeps, tx: Tx, request: RequestRow): Promise<void> {
  const isRisky = await kinds[request.kind].riskTest(tx)
  if (isRisky(request)) throw new MustBeOpenedError()
}
