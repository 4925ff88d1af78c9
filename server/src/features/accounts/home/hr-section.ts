import type { HrSectionName, HrSectionView } from '@desk/shared/accounts/hr-home-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { ReadDeps } from '../../../kernel/deps.ts'

/** A section of HR's home: how many entries there are, how many of them are due, and the first rows, due ones first. */
export type HrSection = {
  name: HrSectionName
  load(deps: ReadDeps, actor: MemberActor): Promise<Omit<HrSectionView, 'name'>>
}

export type HrHomeDeps = ReadDeps & { hrSections: readonly HrSection[] }

/** How many rows a section lists at most. */
export const SECTION_ROWS = 5
