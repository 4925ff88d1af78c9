import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Scene } from './screenshots.ts'

/** The pages of a campaign: its member, its admin, and HR. */
export const confirmationScenes = ({ campaign }: { campaign: string }): Scene[] => [
  { name: 'confirmation', userid: 'guoji', path: pagePaths.confirmation(campaign) },
  { name: 'confirmation-board', userid: 'limin', path: pagePaths.confirmationBoard(campaign) },
  { name: 'confirmation-board-company', userid: 'xiaolan', path: pagePaths.confirmationBoard(campaign) },
  { name: 'confirmation-campaigns', userid: 'xiaolan', path: pagePaths.settingsConfirmations },
  { name: 'duties-admin', userid: 'limin', path: pagePaths.duties },
]
