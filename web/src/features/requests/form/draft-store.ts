import type { RequestType } from '@desk/shared/requests/types/index'
import type { Drafts } from '../../../stores/drafts.ts'

/**
 * What was typed and not yet submitted. `key` makes a second submission of the same thing the same request; `sent` is
 * the content it was last sent with, so that other content gets another key.
 */
export type Draft<Values> = { key: string; values: Values; sent: string | null; savedAt: string }

/** A form that keeps drafts: by which name, and how it reads what was kept, whoever wrote it. */
export type DraftForm<Values> = {
  name: string
  /** The server keeps one draft of a kind for a person: that of a new request. Null: on this device alone. */
  kind: RequestType | null
  read: (kept: Readonly<Record<string, unknown>>) => Values
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A draft as it was kept, here or on the server; null: it is none of ours. */
export function draftOf<Values>(raw: unknown, { read }: Pick<DraftForm<Values>, 'read'>): Draft<Values> | null {
  if (!isRecord(raw) || !isRecord(raw['values'])) return null
  const { key, values, sent, savedAt } = raw
  if (typeof key !== 'string' || typeof savedAt !== 'string') return null
  return { key, savedAt, sent: typeof sent === 'string' ? sent : null, values: read(values) }
}

/** The draft of one form, by its name. */
export function createDraftStore<Values>(drafts: Drafts, form: Pick<DraftForm<Values>, 'name' | 'read'>) {
  return {
    load: (): Draft<Values> | null => draftOf(drafts.load('draft', form.name), form),
    /** True when it is really kept. */
    save: (draft: Draft<Values>): boolean => drafts.save('draft', form.name, draft),
    clear(): void {
      drafts.clear('draft', form.name)
    },
  }
}
