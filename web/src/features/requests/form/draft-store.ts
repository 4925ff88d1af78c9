import { isRecord } from '../../../platform/is-record.ts'
import type { Drafts } from '../../../stores/drafts.ts'

/**
 * Input that is not submitted yet. `key` is the idempotency key of the submission; `sent` is the content that it was last
 * sent with: other content gets another key. `isPushed`: the server has it too.
 */
export type Draft<Values> = {
  key: string
  values: Values
  sent: string | null
  savedAt: string
  isPushed?: boolean
}

/** A form that saves drafts: their name, and the parser of stored values, which may come from another version. */
export type DraftForm<Values> = {
  name: string
  read: (stored: Readonly<Record<string, unknown>>) => Values
}

/** Parses a stored draft of the device or the server; null when it is invalid. */
export function draftOf<Values>(raw: unknown, { read }: Pick<DraftForm<Values>, 'read'>): Draft<Values> | null {
  if (!isRecord(raw) || !isRecord(raw['values'])) return null
  const { key, values, sent, savedAt, isPushed } = raw
  if (typeof key !== 'string' || typeof savedAt !== 'string') return null
  return {
    key,
    savedAt,
    sent: typeof sent === 'string' ? sent : null,
    values: read(values),
    isPushed: isPushed === true,
  }
}

/** Stores the draft of one form on this device, by its name. */
export function createDraftStore<Values>(drafts: Drafts, form: DraftForm<Values>) {
  return {
    load: (): Draft<Values> | null => draftOf(drafts.load('draft', form.name), form),
    /** Returns true when the draft is stored. */
    save: (draft: Draft<Values>): boolean => drafts.save('draft', form.name, draft),
    clear(): void {
      drafts.clear('draft', form.name)
    },
  }
}
