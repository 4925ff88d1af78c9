import type { RoomAnswer } from '@desk/shared/evidence-room/room-schemas'
import { deviceOf } from '@desk/shared/session/parse-user-agent'
import { requiredCount } from '@desk/shared/policies/roster'
import type { Messages } from '../../locales/messages.ts'

type Words = Messages['evidence-room']
type Around = { messages: Words; title: string }
export type Fact = { key: keyof Words['facts']; text: string }

/** Returns whether the answer may say that the person signed: the record exists and is as it was signed. */
export const isProven = ({ signature }: RoomAnswer): boolean => signature?.isSound === true

/** Returns the answer as one sentence. A signature that does not verify is never called one. */
export function sentenceOf(answer: RoomAnswer, { messages, title }: Around): string {
  const { person, state, isErased, text, signature, asOf, dueAt } = answer
  const words = messages.sentences
  const when = messages.exact(asOf)
  if (signature && !signature.isSound) return words.unsound(person.name, title, signature.label)
  if (text === null) return words.noText(when, title)
  if (state === 'signed' && signature) {
    const at = messages.exact(signature.signedAt)
    const done = words.signed({ name: person.name, at, title, label: signature.label, basis: signature.basis })
    return signature.isOfText ? done : done + words.stillValid(text.label)
  }
  if (isErased) return words.erased(when, person.name, title)
  if (state === 'exempt') return words.exempt(when, person.name, title)
  if (state === 'excluded' || state === null) return words.notBound(when, person.name, title)
  const due = dueAt === null ? '' : messages.exact(dueAt)
  return words.unsigned({ when, name: person.name, title, label: text.label, due, isOverdue: state === 'overdue' })
}

const messageKinds = ['asked', 'told', 'reminded', 'urged'] as const
type MessageKind = (typeof messageKinds)[number]
const decisionKinds = ['exemption_requested', 'exempted', 'exemption_ended', 'due_date_set', 'asked_anew'] as const

type Event = RoomAnswer['events'][number]
const isKind = (kinds: readonly Event['kind'][]) => (event: Event) => kinds.includes(event.kind)

/** Returns the facts behind the sentence, in the order of what happened. */
export function factsOf(answer: RoomAnswer, records: Messages['records'], messages: Words): Fact[] {
  const { text, signature, counts } = answer
  const oldest = [...answer.events].reverse()
  const facts: Fact[] = [
    { key: 'text', text: text === null ? messages.noText : messages.text({ ...text, clauses: currentClauses(text) }) },
    {
      key: 'former',
      text: text === null ? messages.none : messages.former(text.former?.label ?? null, changesOf(text)),
    },
    { key: 'messages', text: messagesText(oldest.filter(isKind(messageKinds)), records, messages) },
    { key: 'reading', text: readingText(answer, messages) },
    {
      key: 'signature',
      text: signature ? messages.signature(signature) : answer.isErased ? messages.erased : messages.unsigned,
    },
    { key: 'decisions', text: decisionsText(oldest.filter(isKind(decisionKinds)), records, messages) },
    { key: 'after', text: afterText(answer, messages) },
    { key: 'counts', text: counts ? countsText(counts, answer.commitment, messages) : messages.none },
  ]
  return facts
}

type Text = NonNullable<RoomAnswer['text']>
const currentClauses = ({ clauses }: Text) => clauses.filter(({ change }) => change !== 'removed').length

/** Counts what changed against the version before. */
const changesOf = ({ clauses }: Text) => ({
  changed: clauses.filter(({ change }) => change === 'changed').length,
  added: clauses.filter(({ change }) => change === 'new').length,
  removed: clauses.filter(({ change }) => change === 'removed').length,
})

function messagesText(events: readonly Event[], records: Messages['records'], messages: Words): string {
  const lines = events.map(({ kind, at, delivery }) =>
    messages.message(
      records.kinds[kind as MessageKind],
      messages.exact(at),
      delivery ? records.delivery[delivery] : '',
    ),
  )
  return lines.length === 0 ? messages.noMessages : lines.join('\n')
}

/** Lists what was opened up to the signature, or until now; later openings follow it. */
function readingText({ events, signature }: RoomAnswer, messages: Words): string {
  const lines = openings(events, messages, ({ at }) => !signature || at <= signature.signedAt)
  if (signature) lines.push(messages.read(signature))
  if (signature?.client) lines.push(messages.device(deviceOf(signature.client), signature.network))
  return lines.length === 0 ? messages.notOpened : lines.join('\n')
}

function openings(events: readonly Event[], messages: Words, isListed: (event: Event) => boolean): string[] {
  const opened = [...events].reverse().filter((event) => event.kind === 'opened' && isListed(event))
  return opened.map(({ at, label }) => messages.opened(messages.exact(at), label ?? ''))
}

const unsignedStates: readonly RoomAnswer['state'][] = ['pending', 'overdue', 'questioned', 'undelivered']

/** Returns what became of the signature until the end of the day: whether it counts, and what was opened or replaced. */
function afterText({ signature, text, state, events, asOf }: RoomAnswer, messages: Words): string {
  if (!signature) return messages.none
  const lines = openings(events, messages, ({ at }) => at > signature.signedAt)
  const label = text?.label ?? ''
  if (unsignedStates.includes(state)) lines.push(messages.signAgain(label))
  else if (text && state === 'signed' && !signature.isOfText) lines.push(messages.stillCounts(label))
  else lines.push(messages.nothingAfter(messages.exact(asOf)))
  const former = events.find((event) => event.signature?.replacedBy === signature.receipt)
  if (former?.signature) lines.push(messages.replaced(former.signature.receipt, signature.receipt))
  return lines.join('\n')
}

function decisionsText(events: readonly Event[], records: Messages['records'], messages: Words): string {
  const lines = events.map(({ kind, at, by, reason, day }) => {
    const facts = [messages.exact(at), ...(by ? [records.by(by)] : [])]
    if (day) facts.push(kind === 'due_date_set' ? records.dueOn(day) : records.until(day))
    if (reason) facts.push(reason)
    return messages.decision(records.kinds[kind], facts)
  })
  return lines.length === 0 ? messages.noDecisions : lines.join('\n')
}

const countsText = (
  counts: NonNullable<RoomAnswer['counts']>,
  commitment: RoomAnswer['commitment'],
  messages: Words,
): string => messages.counts(sharesOf(counts)) + (commitment === null ? '' : messages.commitments[commitment])

function sharesOf(counts: NonNullable<RoomAnswer['counts']>) {
  const required = requiredCount(counts)
  return {
    bound: required + counts.exempt,
    signed: counts.signed,
    unsigned: required - counts.signed,
    exempt: counts.exempt,
  }
}
