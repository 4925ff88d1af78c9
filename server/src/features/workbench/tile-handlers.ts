import { WecomRefusedError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { TILE_PACE_MS, TILE_TOPIC, tileJob } from '../../kernel/mark-tiles.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { tileState } from '../../kernel/tile-state.ts'
import { classifyFailure } from '../../outbox/classify-failure.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import type { Checkpoint, JobHandlers } from '../../outbox/run-job.ts'
import { countStaleTiles, countsWaiting, listStaleTiles, saveTold, type TileRow } from './tile-queries.ts'
import { APPROVALS_COUNTER } from './prepare-tile.ts'

/** People in one batch call (doc 92535). */
const BATCH = 1000

type TileDeps = Pick<Deps, 'db' | 'clock' | 'wecom' | 'failPoints' | 'log'>

/** Brings the numbers on people's tiles up to date; those with equal numbers share a call. */
export function tileHandlers(deps: TileDeps): JobHandlers {
  return {
    [TILE_TOPIC]: {
      async handle(_job, checkpoint) {
        const now = deps.clock.now()
        const stale = await listStaleTiles(deps.db, new Date(now.getTime() - TILE_PACE_MS), BATCH)
        const { value } = await readSetting(deps.db, tileState)
        if (value.state === 'refused') await checkpoint((tx) => saveTold(tx, stale, null, null))
        else for (const [count, tiles] of await byCount(deps, stale)) await tell(deps, checkpoint, tiles, count)
        return async (tx) => {
          if ((await countStaleTiles(tx)) > 0) await enqueue(tx, [tileJob(deps.clock.now())])
        }
      },
    },
  }
}

async function byCount({ db }: TileDeps, tiles: readonly TileRow[]): Promise<Map<number, TileRow[]>> {
  const counts =
    tiles.length === 0
      ? new Map<string, number>()
      : await countsWaiting(
          db,
          tiles.map(({ userid }) => userid),
        )
  const groups = new Map<number, TileRow[]>()
  for (const tile of tiles) {
    const count = counts.get(tile.userid) ?? 0
    groups.set(count, [...(groups.get(count) ?? []), tile])
  }
  return groups
}

async function tell(deps: TileDeps, checkpoint: Checkpoint, tiles: readonly TileRow[], count: number): Promise<void> {
  const right = tiles.filter(({ shown }) => shown === count)
  if (right.length > 0) await checkpoint((tx) => saveTold(tx, right, count, null))
  await call(
    deps,
    checkpoint,
    tiles.filter(({ shown }) => shown !== count),
    count,
  )
}

/** One person whom the app may not see spoils the call for all: halves, until he is found. */
async function call(deps: TileDeps, checkpoint: Checkpoint, tiles: readonly TileRow[], count: number): Promise<void> {
  if (tiles.length === 0) return
  try {
    await deps.wecom.setTileCounts(
      tiles.map(({ userid }) => userid),
      { [APPROVALS_COUNTER]: count },
    )
  } catch (error) {
    if (!(error instanceof WecomRefusedError) || classifyFailure(error).action !== 'give_up') throw error
    if (tiles.length === 1) {
      deps.log.info({ errcode: error.errcode }, 'tile refused')
      return checkpoint((tx) => saveTold(tx, tiles, null, deps.clock.now()))
    }
    const middle = tiles.length >> 1
    await call(deps, checkpoint, tiles.slice(0, middle), count)
    return call(deps, checkpoint, tiles.slice(middle), count)
  }
  deps.failPoints.hit('tile.called')
  await checkpoint((tx) => saveTold(tx, tiles, count, deps.clock.now()))
}
