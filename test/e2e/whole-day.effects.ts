import type { ChatEntry } from '../wecom-simulator/phone-view.ts'
import type { RecordedEffect } from '../wecom-simulator/recorded-effects.ts'

/** Returns the changes that the app wrote into the directory, sorted. */
export const listWrites = (effects: readonly RecordedEffect[]): string[] =>
  effects
    .flatMap((entry) =>
      entry.effect === 'member.update' && entry.by === 'contacts'
        ? [`${entry.userid} ${entry.field} ${String(entry.to)}`]
        : [],
    )
    .sort()

/** Returns a key of the effect without its time; null if it may be repeated. */
function keyOf(entry: RecordedEffect): string | null {
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
      // A card with a button has a task id; other messages are compared by their content.
      return entry.taskId === null ? null : `${entry.effect} ${entry.to.join()} ${entry.taskId}`
    default:
      return null
  }
}

function listRepeated(names: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].flatMap(([name, count]) => (count > 1 ? [`${String(count)} × ${name}`] : []))
}

/** Returns the effects that happened more than once. */
export const listRepeatedEffects = (effects: readonly RecordedEffect[]): string[] => listRepeated(effects.map(keyOf))

/** Returns messages that a member got more than once. The fragments of links, which differ for each message, are ignored. */
export const listRepeatedMessages = (chat: readonly ChatEntry[]): string[] =>
  listRepeated(chat.map(({ content }) => JSON.stringify(content).replaceAll(/("url":"[^"#]*)#[^"]*/g, '$1')))

/** Returns all members who got a message. */
export const listNotifiedMembers = (effects: readonly RecordedEffect[]): string[] => [
  ...new Set(effects.flatMap((entry) => (entry.effect === 'message' ? entry.to : []))),
]
