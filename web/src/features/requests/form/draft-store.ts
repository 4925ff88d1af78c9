import type { Me } from '@desk/shared/pages/page-schemas'
import type { RequestKind } from '@desk/shared/requests/kinds/index'
import type { Device } from '../../../platform/device.ts'

/**
 * What was typed and not yet submitted. `key` makes a second submission of the same thing the same request; `sent` is
 * the content it was last sent with, so that other content gets another key.
 */
export type Draft<Values> = { key: string; values: Values; sent: string | null; savedAt: string }

/** A form that keeps drafts: by which name, and how it reads what was kept, whoever wrote it. */
export type DraftForm<Values> = {
  name: string
  /** The server keeps one draft of a kind for a person: that of a new request. Null: on this device alone. */
  kind: RequestKind | null
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

/** Kept per company and person: two people on one phone never meet. Storage that fails is storage that is empty. */
export function createDraftStore<Values>(
  storage: Device['storage'],
  { corpId, userid }: Pick<Me, 'corpId' | 'userid'>,
  form: Pick<DraftForm<Values>, 'name' | 'read'>,
) {
  const name = `desk:draft:${corpId}:${userid.toLowerCase()}:${form.name}`
  const quietly = <Result>(act: () => Result): Result | null => {
    try {
      return act()
    } catch {
      return null
    }
  }
  return {
    load: (): Draft<Values> | null =>
      quietly(() => {
        const text = storage?.getItem(name) ?? null
        return text === null ? null : draftOf(JSON.parse(text), form)
      }),
    /** True when it is really kept. */
    save: (draft: Draft<Values>): boolean =>
      quietly(() => {
        storage?.setItem(name, JSON.stringify(draft))
        return storage !== null
      }) ?? false,
    clear: (): void => {
      quietly(() => storage?.removeItem(name))
    },
  }
}
