import type { Deps } from '../../../kernel/deps.ts'
import { insertOpenings, type Opening } from './first-view-queries.ts'

/** Remembers when somebody first had a version before them that they are to sign. Nobody waits for it. */
export type FirstViewDeps = { noteFirstView(opening: Opening): void }

/** Nobody looks sooner whether somebody has opened it, and a crowd of that long is one statement. */
const WAIT_MS = 500
/** As many as a large company opens in that time, several times over. */
const MAX_PENDING = 5_000

/** Runs this a moment later; a program that ends does not wait for it. */
const aMomentLater = (run: () => void): void => void setTimeout(run, WAIT_MS).unref()

/**
 * Remembers who has what before them, without making them wait: those of a moment are written together. What cannot be
 * written, or is more than fits, is lost: the time of an opening is worth less than the page that is opened.
 */
export function createFirstViews({ db, log }: Pick<Deps, 'db' | 'log'>, later = aMomentLater) {
  const waiting = new Map<string, Opening>()
  let writing = Promise.resolve()
  let lost = 0

  async function write(): Promise<void> {
    const openings = [...waiting.values()]
    waiting.clear()
    if (openings.length === 0) return
    try {
      await insertOpenings(db, openings)
    } catch (error) {
      lost += openings.length
      log.warn({ err: error }, 'openings of policies could not be written')
    }
    if (lost > 0) log.warn({ lost }, 'openings of policies were lost')
    lost = 0
  }
  /** What waits is written; for who is about to stop. */
  const settle = (): Promise<void> => (writing = writing.then(write))

  function note(opening: Opening): void {
    const key = `${opening.versionId} ${opening.userid.toLowerCase()}`
    if (waiting.has(key)) return
    if (waiting.size === MAX_PENDING) {
      lost += 1
      return
    }
    waiting.set(key, opening)
    if (waiting.size === 1) later(() => void settle())
  }
  return { note, settle }
}
