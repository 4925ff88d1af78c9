import type { DutyCode } from '@desk/shared/duties/duty-schemas'
import type { RoutedPage } from '@desk/shared/pages/page-table'
import type { RouteKey } from '@desk/shared/pages/route-rules'

/** A test in the repository: its file and its title, or a part of it. */
export type NamedTest = readonly [file: string, title: string]

/** A passage of the policy document that a feature serves: where, by which rule, shown by which test, with what evidence. */
export type ServedPassage = {
  /** Id of the clause, as in `2.2c`. */
  clause: string
  /** A quotation of the clause. Several passages may quote the same words. */
  words: string
  page: RoutedPage
  /** The route whose rule decides who may do it. */
  rule: RouteKey
  test: NamedTest
  /** Audit actions that record what was done. */
  evidence: readonly string[]
  /** The actions of `evidence` that its test does not leave: an earlier or a later test does, or nobody had to act. */
  elsewhere?: readonly string[]
  /** The row of this passage on the page 我的职责, if there is one. */
  duty?: DutyCode
}

/** A passage of the policy document that software cannot serve, and why. */
export type UnservedPassage = Pick<ServedPassage, 'clause' | 'words'> & { reason: string }
