import { infoFields } from '@desk/shared/requests/kinds/info-change'
import type { Me } from '@desk/shared/pages/page-schemas'
import type { Device } from '../../device.ts'
import type { Values } from './field-rules.ts'

/**
 * What was typed and not yet submitted. `key` makes a second submission of the same thing the same request; `sent` is
 * the content it was last sent with, so that other content gets another key.
 */
export type Draft = { key: string; values: Values; sent: string | null; savedAt: string }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A draft as it was kept, here or on the server; null: it is none of ours. */
export function draftOf(raw: unknown): Draft | null {
  if (!isRecord(raw) || !isRecord(raw['values'])) return null
  const { key, values, sent, savedAt } = raw
  if (typeof key !== 'string' || typeof savedAt !== 'string') return null
  const known = [...infoFields, 'departmentId' as const, 'effectiveOn' as const].flatMap((field) =>
    typeof values[field] === 'string' ? [[field, values[field]]] : [],
  )
  return { key, savedAt, sent: typeof sent === 'string' ? sent : null, values: Object.fromEntries(known) as Values }
}

/** Kept per company and person: two people on one phone never meet. Storage that fails is storage that is empty. */
export function createDraftStore(
  storage: Device['storage'],
  { corpId, userid }: Pick<Me, 'corpId' | 'userid'>,
  draftName: string,
) {
  const name = `desk:draft:${corpId}:${userid.toLowerCase()}:${draftName}`
  const quietly = <Result>(act: () => Result): Result | null => {
    try {
      return act()
    } catch {
      return null
    }
  }
  return {
    load: (): Draft | null =>
      quietly(() => {
        const text = storage?.getItem(name) ?? null
        return text === null ? null : draftOf(JSON.parse(text))
      }),
    /** True when it is really kept. */
    save: (draft: Draft): boolean =>
      quietly(() => {
        storage?.setItem(name, JSON.stringify(draft))
        return storage !== null
      }) ?? false,
    clear: (): void => {
      quietly(() => storage?.removeItem(name))
    },
  }
}
