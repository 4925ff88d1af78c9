import type { ClosingPhase, HandoverKind, HandoverState } from '@desk/shared/accounts/close/closing-flow'
import type { ClosingAction } from '@desk/shared/accounts/close/closing-rules'
import type { ClosingSummary, HandoverView } from '@desk/shared/accounts/close/closing-schemas'
import type { Messages } from '../../../locales/messages.ts'
import type { IconName } from '../../../ui/marks/icon-paths.ts'
import type { Tone } from '../../../ui/marks/tone.ts'

/** Actions that have a sheet. */
export type ClosingSheetName = Exclude<ClosingAction, 'clean' | 'confirm_return' | 'deny_return'>

/** Returns the name of a phase; a transfer has separate names. */
export const phaseText = (
  { phases, transfer }: Messages['accounts-close'],
  { kind, phase }: Pick<ClosingSummary, 'kind' | 'phase'>,
): string => (kind === 'transfer' ? transfer.phases[phase] : undefined) ?? phases[phase]

/** Returns what an item is, in words; some of the words differ for a person who stays. */
export const itemText = (
  { items, transfer }: Messages['accounts-close'],
  { kind }: HandoverView,
  isTransfer: boolean,
): string => (isTransfer ? transfer.items[kind] : undefined) ?? items[kind]

type Mark = { icon: IconName; tone: Tone }

const waiting: Mark = { icon: 'clock', tone: 'primary' }
const completed: Mark = { icon: 'check', tone: 'success' }

export const phaseMarks: Readonly<Record<ClosingPhase, Mark>> = {
  preparing: { icon: 'handover', tone: 'warning' },
  ready: completed,
  forced: { icon: 'warning', tone: 'warning' },
  confirming: { icon: 'warning', tone: 'danger' },
  disabling: waiting,
  disabled: { icon: 'lock', tone: 'success' },
  deleting: waiting,
  deleted: { icon: 'check', tone: 'neutral' },
  cancelled: { icon: 'undo', tone: 'neutral' },
  enabling: waiting,
  re_enabled: { icon: 'check', tone: 'neutral' },
  moving: { icon: 'handover', tone: 'warning' },
  moved: { icon: 'check', tone: 'success' },
}

export const stateMarks: Readonly<Record<HandoverState, Mark>> = {
  open: { icon: 'warning', tone: 'warning' },
  offered: waiting,
  accepted: completed,
  declined: { icon: 'warning', tone: 'danger' },
  waived: { icon: 'check', tone: 'neutral' },
  automatic: { icon: 'clock', tone: 'neutral' },
  done: completed,
}

export const kindIcons: Readonly<Record<HandoverKind, IconName>> = {
  group_owner: 'my-groups',
  group_deputy: 'my-groups',
  partner_sponsor: 'person',
  approvals: 'approve',
  delegation: 'handover',
  role: 'shield',
  ward: 'guardian',
  guardian: 'guardian',
  request: 'my-info',
  lost_case: 'phone-lost',
  incident: 'warning',
  on_call: 'phone',
  api_key: 'lock',
  sessions: 'phone-swap',
  policies: 'policy',
  leader: 'person',
}
