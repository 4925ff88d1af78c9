import type { Deps } from '../../../kernel/deps.ts'
import { TILE_PACE_MS, TILE_TOPIC, tileJob } from '../schedule-tiles-queries.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { classifyJobFailure } from '../../../outbox/classify-failure.ts'
import { deferWhileUnanswered } from '../../../outbox/defer-while-unanswered.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { Checkpoint, JobHandlers } from '../../../outbox/run-job.ts'
import { countPoliciesToSign } from '../../policies/reminders/unsigned-members.ts'
import {
  countPendingApprovals,
  countStaleTiles,
  listStaleTiles,
  saveShownCounts,
  type ShownCounts,
  type TileRow,
} from '../tile-queries.ts'
import { prepareTile, tileCounters, tileState } from './prepare-tile.ts'

/** Members per batch call (doc 92535). */
const BATCH_SIZE = 1000

type TileDeps = Pick<Deps, 'db' | 'clock' | 'wecom' | 'failPoints' | 'site' | 'log'>

/** `mayBeRefused`: no call of this update has shown yet that the console still allows a custom tile. */
type Update = { checkpoint: Checkpoint; mayBeRefused: boolean }

/** Thrown to end an update when the console no longer allows a custom tile. */
class TileRefusedError extends Error {
  override readonly name = 'TileRefusedError'
}

/** Updates the counters on workbench tiles; members with equal counters share a call. */
export function tileHandlers(deps: TileDeps): JobHandlers {
  return {
    [TILE_TOPIC]: {
      async handle(_job, checkpoint) {
        const now = deps.clock.now()
        const stale = await listStaleTiles(deps.db, new Date(now.getTime() - TILE_PACE_MS), BATCH_SIZE)
        const { value } = await readSetting(deps.db, tileState)
        if (value.state === 'refused') {
          // There is no tile to update. When the template is accepted later, all tiles are marked as stale.
          await checkpoint((tx) => saveShownCounts(tx, stale, {}))
        } else {
          const update = { checkpoint, mayBeRefused: value.state === 'shown' }
          await deferWhileUnanswered(deps, () => sendAll(deps, update, stale))
        }
        return async (tx) => {
          if ((await countStaleTiles(tx)) > 0) await enqueue(tx, [tileJob(deps.clock.now())])
        }
      },
    },
  }
}

async function sendAll(deps: TileDeps, update: Update, stale: readonly TileRow[]): Promise<void> {
  try {
    for (const group of await groupByCounts(deps, stale)) await sendCounts(deps, update, group)
  } catch (error) {
    if (!(error instanceof TileRefusedError) && !(await isTileRefused(deps, error))) throw error
    await update.checkpoint((tx) => saveShownCounts(tx, stale, {}))
  }
}

/**
 * Returns whether counters are refused because the console no longer allows a custom tile: then WeCom refuses the template as
 * well, and the update ends without a dead letter.
 */
async function isTileRefused(deps: TileDeps, error: unknown): Promise<boolean> {
  if (!(error instanceof WecomRefusedError) || classifyJobFailure(error).action !== 'give_up') return false
  return isTemplateRefused(deps)
}

async function isTemplateRefused(deps: TileDeps): Promise<boolean> {
  await prepareTile(deps)
  return (await readSetting(deps.db, tileState)).value.state === 'refused'
}

type Group = { counts: ShownCounts; tiles: TileRow[] }

async function groupByCounts(deps: TileDeps, tiles: readonly TileRow[]): Promise<Group[]> {
  if (tiles.length === 0) return []
  const userids = tiles.map(({ userid }) => userid)
  const waiting = await countPendingApprovals(deps.db, userids)
  const toSign = await countPoliciesToSign(deps, userids)
  const groups = new Map<string, Group>()
  for (const tile of tiles) {
    const counts = { shownApprovals: waiting.get(tile.userid) ?? 0, shownToSign: toSign.get(tile.userid) ?? 0 }
    const key = JSON.stringify(counts)
    groups.set(key, { counts, tiles: [...(groups.get(key)?.tiles ?? []), tile] })
  }
  return [...groups.values()]
}

async function sendCounts(deps: TileDeps, update: Update, { tiles, counts }: Group): Promise<void> {
  const isCurrent = (tile: TileRow) =>
    tile.shownApprovals === counts.shownApprovals && tile.shownToSign === counts.shownToSign
  const current = tiles.filter(isCurrent)
  if (current.length > 0) await update.checkpoint((tx) => saveShownCounts(tx, current, { shown: counts }))
  await sendBatch(deps, update, { tiles: tiles.filter((tile) => !isCurrent(tile)), counts })
}

/**
 * Sends one batch. WeCom refuses the whole batch when one member is outside the visible range; then the batch is split in
 * halves until that member is found. Any other refusal leaves the tiles stale, for the next update to send. A console that
 * does not allow a custom tile can refuse in the same way, so the template is set again for the first such member.
 */
async function sendBatch(deps: TileDeps, update: Update, { tiles, counts }: Group): Promise<void> {
  if (tiles.length === 0) return
  const { approvals, policies } = tileCounters(deps.site)
  const isShown = await deps.wecom.setTileCounts(
    tiles.map(({ userid }) => userid),
    [
      { ...approvals, count: counts.shownApprovals },
      { ...policies, count: counts.shownToSign },
    ],
  )
  if (!isShown && tiles.length > 1) {
    const middle = Math.floor(tiles.length / 2)
    await sendBatch(deps, update, { tiles: tiles.slice(0, middle), counts })
    return sendBatch(deps, update, { tiles: tiles.slice(middle), counts })
  }
  if (!isShown && update.mayBeRefused && (await isTemplateRefused(deps))) throw new TileRefusedError()
  update.mayBeRefused = false
  deps.failPoints.hit('tile.called')
  await update.checkpoint((tx) =>
    saveShownCounts(tx, tiles, { ...(isShown && { shown: counts }), sentAt: deps.clock.now() }),
  )
}
