import type { AdoptionDeps } from '../features/accounts/adopting-flow.ts'
import { joinersSection } from '../features/accounts/board/joiners-section.ts'
import { closeFlow } from '../features/accounts/close/close-flow.ts'
import { leaversSection } from '../features/accounts/close/leavers-section.ts'
import type { HrHomeDeps } from '../features/accounts/home/hr-section.ts'
import { ownHrSections } from '../features/accounts/home/own-sections.ts'
import { openFlow } from '../features/accounts/opening/open-flow.ts'
import { partnerFlow } from '../features/accounts/partners/partner-flow.ts'
import { infoChangeFlow } from '../features/info-change/info-change-flow.ts'

/** What features register with accounts: handlers that can adopt a change made directly in WeCom, and sections of HR's home page. */
export const accountRegistries: AdoptionDeps & Pick<HrHomeDeps, 'hrSections'> = {
  adoptingFlows: [openFlow, closeFlow, partnerFlow, infoChangeFlow],
  hrSections: [joinersSection, leaversSection, ...ownHrSections],
}
