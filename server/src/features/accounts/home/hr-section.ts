import type { HrSectionName, HrSectionView } from '@desk/shared/accounts/hr-home-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { ReadDeps } from '../../../kernel/deps.ts'

/** What a feature hands in for HR's home: how many there are, how many of them today, and the first rows, those of today first. */
export type HrSection = {
  name: HrSectionName
  load(deps: ReadDeps, actor: MemberActor): Promise<Omit<HrSectionView, 'name'>>
}

export type HrHomeDeps = ReadDeps & { hrSections: readonly HrSection[] }

/** Rows of a section. */
export const SECTION_ROWS = 5
