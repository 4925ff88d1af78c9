import type { InitialState } from '@desk/shared/pages/initial-state'
import { messagesIn } from '../locales/load-messages.ts'
import { minutesBetween, partOfDay } from '../locales/time.ts'
import type { DocumentPart, DocumentTexts } from './document-html.ts'

/** A page as it was rendered last, but for its nonce and its time. */
export type KeptPage = { texts: DocumentTexts; body: DocumentPart }

/** The most characters of all kept pages, about 400. With the compressed copies of the server, each takes four bytes: 32 MB. */
const MAX_CHARACTERS = 8_000_000

/** Returns what home says about the time of its rendering; null for a home that counts seconds, and for other pages. */
function timesOnHome({ page, language, now }: InitialState): string[] | null {
  if (page.name !== 'home' || page.data.waiting.lost.urgent.length > 0) return null
  const { policies: _policies, ...counted } = page.data.waiting
  const { oldest } = messagesIn(language, 'core').home
  const ages = Object.values(counted).map(({ oldestAt }) => oldestAt && oldest(minutesBetween(oldestAt, now)))
  return [partOfDay(now), ...ages.map(String)]
}

/**
 * Returns all that a home page depends on but for its nonce and the theme that the client reports, as a text; null where
 * `timesOnHome` is. The time counts as what the page says about it. `json`: the state without its time.
 */
export function homeKey(path: string, state: InitialState, json: string): string | null {
  const times = timesOnHome(state)
  return times && [path, ...times, json].join('\n')
}

/** Creates a store of the last page of each reader, which forgets the least recently used ones. */
export function createPageStore(maxCharacters = MAX_CHARACTERS) {
  type Entry = KeptPage & { key: string }
  const entries = new Map<string, Entry>()
  let characters = 0
  const sizeOf = ({ key, body }: Entry) => key.length + body.text.length
  function remove(reader: string): void {
    const entry = entries.get(reader)
    if (entry) characters -= sizeOf(entry)
    entries.delete(reader)
  }
  return {
    /** Returns the page of a reader if it was kept under this key. */
    find(reader: string, key: string): KeptPage | null {
      const entry = entries.get(reader)
      if (entry?.key !== key) return null
      entries.delete(reader)
      entries.set(reader, entry)
      return entry
    },
    keep(reader: string, key: string, texts: DocumentTexts): KeptPage {
      const entry: Entry = { key, texts, body: { text: texts.body, kind: 'kept' } }
      remove(reader)
      entries.set(reader, entry)
      characters += sizeOf(entry)
      for (const oldest of entries.keys()) {
        if (characters <= maxCharacters) break
        remove(oldest)
      }
      return entry
    },
  }
}
