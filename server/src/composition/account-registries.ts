import type { AdoptionDeps } from '../features/accounts/adopting-flow.ts'
import type { HrHomeDeps } from '../features/accounts/home/hr-section.ts'
import { ownHrSections } from '../features/accounts/home/own-sections.ts'
import { partnerFlow } from '../features/accounts/partners/partner-flow.ts'
import { infoChangeFlow } from '../features/info-change/info-change-flow.ts'

/** What each feature hands in for the accounts: flows that take over deeds past them, and the sections of HR's home. */
export const accountRegistries: AdoptionDeps & Pick<HrHomeDeps, 'hrSections'> = {
  adoptingFlows: [partnerFlow, infoChangeFlow],
  hrSections: [...ownHrSections],
}
