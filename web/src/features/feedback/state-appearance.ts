import type { FeedbackState } from '@desk/shared/feedback/feedback-flow'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Tone } from '../../ui/marks/tone.ts'

export const stateAppearance: Record<FeedbackState, { icon: IconName; tone: Tone }> = {
  collected: { icon: 'clock', tone: 'neutral' },
  merged: { icon: 'batch', tone: 'neutral' },
  forwarded: { icon: 'clock', tone: 'primary' },
  answering: { icon: 'eye', tone: 'primary' },
  solved: { icon: 'chat', tone: 'success' },
  known: { icon: 'chat', tone: 'success' },
  declined: { icon: 'exempt', tone: 'neutral' },
  confirmed: { icon: 'check', tone: 'success' },
  incident: { icon: 'warning', tone: 'neutral' },
}
