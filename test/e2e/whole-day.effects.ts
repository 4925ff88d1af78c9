import type { ChatEntry } from '../wecom-simulator/phone-view.ts'
import type { RecordedEffect } from '../wecom-simulator/recorded-effects.ts'

/** What the app wrote into the directory, in one order whatever the order was. */
export const writesOf = (ledger: readonly RecordedEffect[]): string[] =>
  ledger
    .flatMap((entry) =>
      entry.effect === 'member.update' && entry.by === 'contacts'
        ? [`${entry.userid} ${entry.field} ${String(entry.to)}`]
        : [],
    )
    .sort()

/** What each effect is, whenever it happened; null: may happen again and means nothing. */
function nameOf(entry: RecordedEffect): string | null {
  switch (entry.effect) {
    case 'member.disable':
    case 'member.enable':
      return `${entry.effect} ${entry.userid}`
    case 'member.update':
      return entry.by === 'contacts' ? `${entry.effect} ${entry.userid} ${entry.field} ${String(entry.to)}` : null
    case 'group.create':
      return `${entry.effect} ${entry.name}`
    case 'group.update':
      return `${entry.effect} ${entry.chatid} ${entry.name} ${entry.owner} +${entry.added.join()} -${entry.removed.join()}`
    case 'group.message':
      return `${entry.effect} ${entry.chatid} ${entry.text}`
    case 'message':
      // A card with a button has a name of its own; the others are known by all that they say.
      return entry.taskId === null ? null : `${entry.effect} ${entry.to.join()} ${entry.taskId}`
    default:
      return null
  }
}

function moreThanOnce(names: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].flatMap(([name, count]) => (count > 1 ? [`${String(count)} × ${name}`] : []))
}

/** Effects that happened more than once. */
export const doubledEffects = (ledger: readonly RecordedEffect[]): string[] => moreThanOnce(ledger.map(nameOf))

/** What one person was told more than once, word for word, link and all. */
export const duplicateTexts = (chat: readonly ChatEntry[]): string[] =>
  moreThanOnce(chat.map(({ content }) => JSON.stringify(content)))

/** Everybody who was told anything. */
export const notifiedIn = (ledger: readonly RecordedEffect[]): string[] => [
  ...new Set(ledger.flatMap((entry) => (entry.effect === 'message' ? entry.to : []))),
]
