import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { readSetting, writeSetting, defineSetting } from '../../../kernel/settings-queries.ts'
import { classifyFailure } from '../../../outbox/classify-failure.ts'
import { tileJob } from '../schedule-tiles-queries.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { markAllTilesStale } from '../tile-queries.ts'
import * as z from 'zod/mini'

/**
 * Whether WeCom accepts a custom tile: 自定义展示 must be enabled in the app's console page (doc 92535). `unknown` before
 * the first attempt. `cause`: WeCom's error code.
 */
export const tileState = defineSetting({
  key: 'workbench.tile',
  schema: z.object({ state: z.enum(['unknown', 'shown', 'refused']), cause: z.string() }),
  initial: { state: 'unknown', cause: '' },
})

/** Returns the counters that the workbench tile shows. */
export const tileCounters = ({ publicUrl }: Deps['site']) => ({
  approvals: { name: '待审批', url: `${publicUrl}${pagePaths.approvals}` },
  policies: { name: '待签收', url: `${publicUrl}${pagePaths.policies}` },
})

const tileWorker: SystemActor = { kind: 'system', job: 'workbench.tile' }

/**
 * Sets the template of the workbench tile, and stores whether WeCom's console allows it. Runs at start and daily, since
 * the setting in the console can change.
 */
export async function prepareTile(deps: Pick<Deps, 'db' | 'clock' | 'wecom' | 'site' | 'log'>): Promise<void> {
  const { value } = await readSetting(deps.db, tileState)
  const next = await tryTemplate(deps)
  if (next.state === value.state && next.cause === value.cause) return
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await writeSetting(tx, tileState, { value: next, by: actorName(tileWorker), at: now })
    if (next.state !== 'shown') return
    await markAllTilesStale(tx)
    await enqueue(tx, [tileJob(now)])
  })
}

async function tryTemplate(deps: Pick<Deps, 'wecom' | 'site' | 'log'>) {
  try {
    const { approvals, policies } = tileCounters(deps.site)
    await deps.wecom.setTileTemplate([approvals, policies])
    return { state: 'shown', cause: '' } as const
  } catch (error) {
    // The caller retries temporary errors; a refusal lasts until the console setting changes.
    if (!(error instanceof WecomRefusedError) || classifyFailure(error).action !== 'give_up') throw error
    deps.log.warn({ errcode: error.errcode }, 'WeCom refuses a custom workbench tile')
    return { state: 'refused', cause: String(error.errcode) } as const
  }
}
