import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { isRecord } from '../../platform/is-record.ts'
import type { Drafts } from '../../stores/drafts.ts'
import type { ClauseProgress, Progress } from './read-progress.ts'

/**
 * Older progress is discarded, though the server accepts its token as long as the session lasts: the text has to be
 * read again.
 */
const MAX_AGE_MS = HOUR_MS

/** Reading progress of a text with its reading token, without which the server does not accept the times. */
type StoredReading = Pick<PolicyReadingView, 'versionId' | 'language' | 'token' | 'openedAt'> & {
  at: number
  onScreenMs: number
  progress: [clauseId: string, progress: ClauseProgress][]
}

const isProgress = (value: unknown): value is ClauseProgress =>
  isRecord(value) &&
  typeof value['ms'] === 'number' &&
  value['ms'] >= 0 &&
  typeof value['hasSeenStart'] === 'boolean' &&
  typeof value['hasSeenEnd'] === 'boolean'

const isEntry = (value: unknown): value is [string, ClauseProgress] =>
  Array.isArray(value) && typeof value[0] === 'string' && isProgress(value[1])

/** Validates stored progress. Null when it is malformed, belongs to another text, or is too old. */
function parseStored(raw: unknown, view: PolicyReadingView, now: number): StoredReading | null {
  if (!isRecord(raw) || raw['versionId'] !== view.versionId || raw['language'] !== view.language) return null
  const { token, openedAt, at, onScreenMs, progress } = raw
  if (typeof token !== 'string' || typeof openedAt !== 'string' || typeof at !== 'number') return null
  if (typeof onScreenMs !== 'number' || onScreenMs < 0) return null
  if (!Array.isArray(progress) || !progress.every(isEntry) || Math.abs(now - at) > MAX_AGE_MS) return null
  return { versionId: view.versionId, language: view.language, token, openedAt, at, onScreenMs, progress }
}

/** Stores reading progress in the tab, one entry per policy. */
export function createReadingStore(drafts: Drafts) {
  return {
    load: (view: PolicyReadingView, now: number): StoredReading | null =>
      parseStored(drafts.load('reading', view.task.id), view, now),
    save(view: PolicyReadingView, { clauses, onScreenMs }: Progress, now: number): void {
      const { versionId, language, token, openedAt } = view
      const stored: StoredReading = {
        versionId,
        language,
        token,
        openedAt,
        at: now,
        onScreenMs,
        progress: [...clauses],
      }
      drafts.save('reading', view.task.id, stored)
    },
    clear(view: PolicyReadingView): void {
      drafts.clear('reading', view.task.id)
    },
  }
}
