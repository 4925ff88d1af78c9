import type { RoomAnswer } from '@desk/shared/evidence-room/room-schemas'
import { deviceOf } from '@desk/shared/session/parse-user-agent'
import { requiredCount, unsignedCount } from '@desk/shared/policies/roster'
import type { Messages } from '../../locales/messages.ts'

type RoomMessages = Messages['evidence-room']
type SentenceContext = { messages: RoomMessages; title: string }
export type Fact = { key: keyof RoomMessages['facts']; text: string }

/** Returns whether the answer may say that the person signed: the record exists and is as it was signed. */
export const isProven = ({ signature }: RoomAnswer): boolean => signature?.isSound === true

/** Returns the answer as one sentence. It never says that the person signed if the signature does not verify. */
export function sentenceOf(answer: RoomAnswer, { messages, title }: SentenceContext): string {
  const { person, state, isErased, text, signature, asOf, dueAt } = answer
  const { sentences } = messages
  const when = messages.exact(asOf)
  if (signature && !signature.isSound) return sentences.unsound(person.name, title, signature.label)
  if (text === null) return sentences.noText(when, title)
  if (state === 'signed' && signature) {
    const at = messages.exact(signature.signedAt)
    const done = sentences.signed({ name: person.name, at, title, label: signature.label, basis: signature.basis })
    return signature.isOfText ? done : done + sentences.stillValid(text.label)
  }
  if (isErased) return sentences.erased(when, person.name, title)
  if (state === 'exempt') return sentences.exempt(when, person.name, title)
  if (state === 'excluded' || state === null) return sentences.notBound(when, person.name, title)
  const due = dueAt === null ? '' : messages.exact(dueAt)
  return sentences.unsigned({ when, name: person.name, title, label: text.label, due, isOverdue: state === 'overdue' })
}

const messageKinds = ['asked', 'told', 'reminded', 'urged'] as const
type MessageKind = (typeof messageKinds)[number]
const decisionKinds = ['exemption_requested', 'exempted', 'exemption_ended', 'due_date_set', 'asked_anew'] as const

type AnswerEvent = RoomAnswer['events'][number]
/** Returns a filter for events of these kinds. */
const isKind = (kinds: readonly AnswerEvent['kind'][]) => (event: AnswerEvent) => kinds.includes(event.kind)

/** Returns the facts behind the sentence, in the order of the sheet. */
export function factsOf(answer: RoomAnswer, records: Messages['records'], messages: RoomMessages): Fact[] {
  const { text, signature, counts } = answer
  const oldestFirst = [...answer.events].reverse()
  return [
    { key: 'text', text: text === null ? messages.noText : messages.text({ ...text, clauses: currentClauses(text) }) },
    {
      key: 'former',
      text: text === null ? messages.none : messages.former(text.former?.label ?? null, changesOf(text)),
    },
    { key: 'messages', text: messagesText(oldestFirst.filter(isKind(messageKinds)), records, messages) },
    { key: 'reading', text: readingText(answer, messages) },
    {
      key: 'signature',
      text: signature ? messages.signature(signature) : answer.isErased ? messages.erased : messages.unsigned,
    },
    { key: 'decisions', text: decisionsText(oldestFirst.filter(isKind(decisionKinds)), records, messages) },
    { key: 'after', text: afterText(answer, messages) },
    { key: 'counts', text: counts ? countsText(counts, answer.commitment, messages) : messages.none },
  ]
}

type Text = NonNullable<RoomAnswer['text']>
const currentClauses = ({ clauses }: Text) => clauses.filter(({ change }) => change !== 'removed').length

/** Counts what changed against the version before. */
const changesOf = ({ clauses }: Text) => ({
  changed: clauses.filter(({ change }) => change === 'changed').length,
  added: clauses.filter(({ change }) => change === 'new').length,
  removed: clauses.filter(({ change }) => change === 'removed').length,
})

function messagesText(events: readonly AnswerEvent[], records: Messages['records'], messages: RoomMessages): string {
  const lines = events.map(({ kind, at, delivery }) =>
    messages.message(
      records.kinds[kind as MessageKind],
      messages.exact(at),
      delivery ? records.delivery[delivery] : '',
    ),
  )
  return lines.length === 0 ? messages.noMessages : lines.join('\n')
}

/** Returns what was opened until the signature, if there is one, how it was read, and on which device. */
function readingText({ events, signature }: RoomAnswer, messages: RoomMessages): string {
  const lines = openedLines(events, messages, ({ at }) => !signature || at <= signature.signedAt)
  if (signature) lines.push(messages.read(signature))
  if (signature?.client) lines.push(messages.device(deviceOf(signature.client), signature.network))
  return lines.length === 0 ? messages.notOpened : lines.join('\n')
}

function openedLines(
  events: readonly AnswerEvent[],
  messages: RoomMessages,
  isListed: (event: AnswerEvent) => boolean,
): string[] {
  const opened = [...events].reverse().filter((event) => event.kind === 'opened' && isListed(event))
  return opened.map(({ at, label }) => messages.opened(messages.exact(at), label ?? ''))
}

const unsignedStates: readonly RoomAnswer['state'][] = ['pending', 'overdue', 'questioned', 'undelivered']

/** Returns what became of the signature until the end of the day: whether it counts, and what was opened or replaced. */
function afterText({ signature, text, state, events, asOf }: RoomAnswer, messages: RoomMessages): string {
  if (!signature) return messages.none
  const lines = openedLines(events, messages, ({ at }) => at > signature.signedAt)
  const label = text?.label ?? ''
  if (unsignedStates.includes(state)) lines.push(messages.signAgain(label))
  else if (text && state === 'signed' && !signature.isOfText) lines.push(messages.stillCounts(label))
  else lines.push(messages.nothingAfter(messages.exact(asOf)))
  const former = events.find((event) => event.signature?.replacedBy === signature.receipt)
  if (former?.signature) lines.push(messages.replaced(former.signature.receipt, signature.receipt))
  return lines.join('\n')
}

function decisionsText(events: readonly AnswerEvent[], records: Messages['records'], messages: RoomMessages): string {
  const lines = events.map(({ kind, at, by, reason, day }) => {
    const facts = [messages.exact(at), ...(by ? [records.by(by)] : [])]
    if (day) facts.push(kind === 'due_date_set' ? records.dueOn(day) : records.until(day))
    if (reason) facts.push(reason)
    return messages.decision(records.kinds[kind], facts)
  })
  return lines.length === 0 ? messages.noDecisions : lines.join('\n')
}

function countsText(
  counts: NonNullable<RoomAnswer['counts']>,
  commitment: RoomAnswer['commitment'],
  messages: RoomMessages,
): string {
  const { signed, exempt, excluded } = counts
  const bound = requiredCount(counts) + exempt
  const totals = messages.counts({ bound, signed, unsigned: unsignedCount(counts), exempt, excluded })
  return totals + (commitment === null ? '' : messages.commitments[commitment])
}
