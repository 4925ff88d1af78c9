import type { DayDeps, ReadDeps } from '../../../kernel/deps.ts'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { requestTypeViews } from '@desk/shared/requests/types/views'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import type { DecisionBody, FieldChangeView, Proof, RequestView, Verdict } from '@desk/shared/requests/request-schemas'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestStep } from '@desk/shared/requests/model/request-flow'
import type { Database, Tx } from '../../../db/database.ts'
import type { NoticeCard } from '../../../ports/wecom.ts'
import type { Person } from '../approvers/people-queries.ts'
import type { RequestRow } from './request-queries.ts'

/** Content of a card: a message template that ops may edit, its values, and rows of facts. */
export type CardMessage = {
  text: MessageTextName
  values: Readonly<Record<string, string>>
  rows: NoticeCard['rows']
}

/**
 * Context of a submission. `subject`: the person whom it is about, often the applicant. `resubmittedId`: the returned request
 * that is submitted again; absent for a new one.
 */
export type SubmitContext = DayDeps & { today: CalendarDay; subject: Person; resubmittedId?: RequestId }

type RequestTypeView = Pick<RequestView, keyof typeof requestTypeViews>

/** Server-side behaviour of one request type. The engine uses request types only through this interface. */
export type RequestTypeHandler = {
  /** Validates a submission. @throws AppError when the directory contradicts it, or a conflicting request is open */
  checkSubmit(tx: Tx, applicant: Person, payload: unknown, context: SubmitContext): Promise<void>
  /** Checks that no request submitted since conflicts with a refused one that is to be open again. @throws AppError if one does */
  checkReopening?(tx: Tx, request: RequestRow): Promise<void>
  /** Returns everything that a decision depends on as one canonical string, which is hashed. */
  hashedContent(payload: unknown): string
  /**
   * Returns the verdict for each field, with refusals of an earlier step. @throws InvalidInputError unless exactly the
   * requested fields have one
   */
  verdicts(request: RequestRow, fields: DecisionBody['fields']): Record<string, Verdict>
  /** Returns an approval of every field of this step, for a card action or a list row. */
  approveAll(request: RequestRow): DecisionBody['fields']
  /**
   * Loads the rules and returns a function that tells whether a request has to be opened to be decided, instead of on a
   * card or in a list.
   */
  riskTest(db: Database): Promise<(request: RequestRow) => boolean>
  /** Returns the step that confirms the approval before it takes effect; null: none. */
  nextStep(db: Database, request: RequestRow): Promise<RequestStep | null>
  /** Returns the effective time that the applicant chose; null: none. */
  effectAt(request: RequestRow): Date | null
  /** Returns the id of the object whose page has the form of this type; omitted: the form has a separate page. */
  targetId?(request: RequestRow): string
  changes(request: RequestRow): FieldChangeView[]
  /** Outbox topic of the effect of an approval. */
  effectTopic: string
  cards: {
    /** Returns a short label that distinguishes the requests of one person. */
    label(request: RequestRow): string
    requested(request: RequestRow, applicant: Person, department: string): CardMessage
    /** Returns the approver's card of a closed request. `decider`: who decided, null if withdrawn; `time` as in `10:32`. */
    closed(request: RequestRow, applicant: Person, decider: string | null, time: string): CardMessage
    result(request: RequestRow, decider: string): CardMessage
    /** Text that asks the management department to deal with a dead letter. Default: the effect is missing in WeCom. */
    stopped?: MessageTextName
    /** Texts of the preset reasons for a return, by code. */
    returnReasons?: Readonly<Record<string, string>>
  }
  verification(request: RequestRow): Proof
  /** Returns the part of the request view that only this type has. */
  view?(deps: ReadDeps, request: RequestRow, actor: MemberActor): Promise<Partial<RequestTypeView>>
  /** Returns the manual task, for types with phases in which people change WeCom themselves. */
  manualTask?(request: RequestRow, applicant: string): ManualTask
}

/** Card of a manual task, with its notice event, page path and button caption. */
export type ManualTask = CardMessage & {
  event: Extract<
    NoticeEvent,
    'request.by_hand' | 'request.disputed' | 'request.differs' | 'request.guided' | 'request.stopped'
  >
  path: string
  button: string
}

export type RequestTypeRegistry = Readonly<Record<RequestType, RequestTypeHandler>>

/** The request types of this installation. */
export type RequestTypeDeps = { kinds: RequestTypeRegistry }
