import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import type { Drafts } from '../../stores/drafts.ts'
import type { Progress } from './read-progress.ts'

/** What is older belongs to another sign-in, and its proof would be refused at the end. */
const keptMs = 60 * 60_000

/** What was read of a text, and the proof of since when: without it the server believes none of the time. */
type KeptReading = Pick<PolicyReadingView, 'versionId' | 'language' | 'token' | 'openedAt'> & {
  at: number
  progress: [clauseId: string, progress: Progress][]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isProgress = (value: unknown): value is Progress =>
  isRecord(value) &&
  typeof value['ms'] === 'number' &&
  value['ms'] >= 0 &&
  typeof value['hasSeenStart'] === 'boolean' &&
  typeof value['hasSeenEnd'] === 'boolean'

const isEntry = (value: unknown): value is [string, Progress] =>
  Array.isArray(value) && typeof value[0] === 'string' && isProgress(value[1])

/** What was kept, by whomever it was written; null: it is none of ours, of another text, or too old. */
function keptOf(raw: unknown, view: PolicyReadingView, now: number): KeptReading | null {
  if (!isRecord(raw) || raw['versionId'] !== view.versionId || raw['language'] !== view.language) return null
  const { token, openedAt, at, progress } = raw
  if (typeof token !== 'string' || typeof openedAt !== 'string' || typeof at !== 'number') return null
  if (!Array.isArray(progress) || !progress.every(isEntry) || Math.abs(now - at) > keptMs) return null
  return { versionId: view.versionId, language: view.language, token, openedAt, at, progress }
}

/** Kept in the tab, by policy. */
export function createReadingStore(drafts: Drafts) {
  return {
    load: (view: PolicyReadingView, now: number): KeptReading | null =>
      keptOf(drafts.load('reading', view.task.id), view, now),
    save(view: PolicyReadingView, progress: ReadonlyMap<string, Progress>, now: number): void {
      const { versionId, language, token, openedAt } = view
      const kept: KeptReading = { versionId, language, token, openedAt, at: now, progress: [...progress] }
      drafts.save('reading', view.task.id, kept)
    },
    clear(view: PolicyReadingView): void {
      drafts.clear('reading', view.task.id)
    },
  }
}
