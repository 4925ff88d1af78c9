import type { ClosingEventType, ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import { departmentText } from '@desk/shared/directory/department-text'
import type { Messages } from '../../../locales/messages.ts'
import { accessText } from './closing-timeline.ts'

type RecordTexts = Messages['accounts-close']
type Label = keyof RecordTexts['record']['labels']

/**
 * Returns what was done, by whom and when, as the rows of a printed record. Steps that did not happen are left out, or
 * named as missing.
 */
export function closingFacts(closing: ClosingView, texts: RecordTexts): { key: Label; label: string; text: string }[] {
  const { record, kinds, transfer } = texts
  const { kind, events, deletion, change } = closing
  const last = (type: ClosingEventType) => events.findLast((event) => event.type === type)
  const by = (type: ClosingEventType) => {
    const event = last(type)
    return event?.actor ? record.by(event.actor.name, event.at) : null
  }
  const access = (type: ClosingEventType) => {
    const event = last(type)
    return event ? accessText(event, texts) : null
  }
  const isTransfer = kind === 'transfer'
  const isCleaningRequired = kind === 'leave' || kind === 'stop'
  const cleaned = closing.cleanedAt ? record.exact(closing.cleanedAt) : record.notCleaned
  const notDisabled = isTransfer || closing.phase === 'cancelled' || closing.deletedAt ? null : record.notDisabled
  const facts: Partial<Record<Label, string | null>> = {
    member: `${closing.subject.name} (${closing.subject.userid})`,
    department: departmentText([...closing.subject.department, closing.position].filter((part) => part !== '')),
    kind: kinds[kind],
    [isTransfer ? 'effective' : 'day']: closing.lastDay === null ? null : record.wholeDay(closing.lastDay),
    openedBy: record.by(closing.openedBy.name, closing.openedAt),
    change:
      change && [change.department, change.position, transfer.states[change.state]].filter((part) => part).join(' · '),
    cleaned: isCleaningRequired ? cleaned : null,
    confirmed: by('confirmed'),
    forced: by('forced'),
    reason: closing.forceReason || null,
    disabled: closing.disabledAt ? record.readBack(closing.disabledAt) : notDisabled,
    deletionAsked: deletion && record.by(deletion.askedBy.name, deletion.askedAt),
    deletionReason: deletion && record.kept(deletion.reason, deletion.notBefore),
    deletionConfirmed: by('deletion_confirmed'),
    deleted: closing.deletedAt && record.readBack(closing.deletedAt),
    returned: closing.returnConfirmedAt && by('return_confirmed'),
    notReturned: by('return_denied'),
    devices: access('devices_removed'),
    mailbox: access('mailbox_closed'),
  }
  return (Object.keys(record.labels) as Label[]).flatMap((key) => {
    const text = facts[key]
    return text ? [{ key, label: record.labels[key], text }] : []
  })
}
