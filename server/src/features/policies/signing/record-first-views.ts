import type { Deps } from '../../../kernel/deps.ts'
import { type FirstView, insertFirstViews } from './first-view-queries.ts'

/** Records when a reader first views a version that they have to sign. The caller does not wait for the write. */
export type FirstViewDeps = { recordFirstView(view: FirstView): void }

/** Views within this time are written in one statement. Lists show them about this much later. */
const WAIT_MS = 500
/** Several times the views of a large company in `WAIT_MS`. */
const MAX_PENDING = 5_000

/** Runs a function after `WAIT_MS`, by a timer that does not keep the process running. */
const runAfterWait = (run: () => void): void => void setTimeout(run, WAIT_MS).unref()

/**
 * Records first views in batches, without delaying the page. Views that cannot be written or exceed `MAX_PENDING` are
 * lost: the page matters more than the time of its first view.
 */
export function createFirstViewRecorder({ db, log }: Pick<Deps, 'db' | 'log'>, schedule = runAfterWait) {
  const pending = new Map<string, FirstView>()
  let writing = Promise.resolve()
  let lost = 0

  async function write(): Promise<void> {
    const views = [...pending.values()]
    pending.clear()
    if (views.length === 0) return
    try {
      await insertFirstViews(db, views)
    } catch (error) {
      lost += views.length
      log.warn({ err: error }, 'first views of policies could not be written')
    }
    if (lost > 0) log.warn({ lost }, 'first views of policies were lost')
    lost = 0
  }
  /** Writes all pending views: after the wait, and before shutdown. */
  const settle = (): Promise<void> => (writing = writing.then(write))

  function record(view: FirstView): void {
    const key = `${view.versionId} ${view.userid.toLowerCase()}`
    if (pending.has(key)) return
    if (pending.size === MAX_PENDING) {
      lost += 1
      return
    }
    pending.set(key, view)
    if (pending.size === 1) schedule(() => void settle())
  }
  return { record, settle }
}
