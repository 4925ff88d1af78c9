import { pagePaths } from '@desk/shared/pages/page-paths'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'
import { tileState } from '../tile-state.ts'
import { classifyFailure } from '../../../outbox/classify-failure.ts'
import { tileJob } from '../schedule-tiles-queries.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { distrustAllTiles } from '../tile-queries.ts'

/** Names of the numbers, as the workbench shows them. */
export const APPROVALS_COUNTER = '待审批'
export const POLICIES_COUNTER = '待签收'

/**
 * Draws the tile where the console allows it, and remembers whether it does; self-check says so to ops. At start and
 * daily: somebody may switch it on in between.
 */
export async function prepareTile(deps: Pick<Deps, 'db' | 'clock' | 'wecom' | 'site' | 'log'>): Promise<void> {
  const { value } = await readSetting(deps.db, tileState)
  const next = await tryTemplate(deps)
  if (next.state === value.state && next.cause === value.cause) return
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await writeSetting(tx, tileState, { value: next, by: 'system:workbench.tile', at: now })
    if (next.state !== 'shown') return
    await distrustAllTiles(tx)
    await enqueue(tx, [tileJob(now)])
  })
}

async function tryTemplate(deps: Pick<Deps, 'wecom' | 'site' | 'log'>) {
  try {
    const { publicUrl } = deps.site
    await deps.wecom.setTileTemplate([
      { name: APPROVALS_COUNTER, url: `${publicUrl}${pagePaths.approvals}` },
      { name: POLICIES_COUNTER, url: `${publicUrl}${pagePaths.policies}` },
    ])
    return { state: 'shown', cause: '' } as const
  } catch (error) {
    // What may pass is tried again by whoever calls; a refusal stands until the console changes.
    if (!(error instanceof WecomRefusedError) || classifyFailure(error).action !== 'give_up') throw error
    deps.log.warn({ errcode: error.errcode }, 'the workbench tile is not ours to draw')
    return { state: 'refused', cause: String(error.errcode) } as const
  }
}
