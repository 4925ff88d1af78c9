import type { ReadDeps } from '../../../kernel/deps.ts'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { requestTypeViews } from '@desk/shared/requests/types/views'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { MessageTextName } from '@desk/shared/notices/message-templates'
import type { DecisionBody, FieldChangeView, Proof, RequestView, Verdict } from '@desk/shared/requests/request-schemas'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestStep } from '@desk/shared/requests/model/request-flow'
import type { Database, Tx } from '../../../db/database.ts'
import type { NoticeCard } from '../../../ports/wecom.ts'
import type { Person } from '../approvers/people-queries.ts'
import type { RequestRow } from './request-queries.ts'

/** What a card says: a text that ops may change, with what it is filled with, and rows that state facts. */
export type CardMessage = {
  text: MessageTextName
  values: Readonly<Record<string, string>>
  rows: NoticeCard['rows']
}

/** When it is submitted; `again`: which one is submitted once more. */
export type Occasion = { today: CalendarDay; timeZone: string; again?: RequestId }

type KindView = Pick<RequestView, keyof typeof requestTypeViews>

/** What a kind of request does on the server. The engine knows kinds by this alone. */
export type RequestTypeHandler = {
  /** Throws when the directory contradicts what the applicant saw, or another request is in the way. */
  checkSubmit(tx: Tx, applicant: Person, payload: unknown, occasion: Occasion): Promise<void>
  /** Everything a decision hangs on, in one canonical string. */
  seen(payload: unknown): string
  /** Throws unless every asked-for field has a verdict, and no other. What an earlier step refused stays refused. */
  verdicts(request: RequestRow, fields: DecisionBody['fields']): Record<string, Verdict>
  /** "Yes" to all that is asked at this step: a tap on a card or on a row of a list. */
  approveAll(request: RequestRow): DecisionBody['fields']
  /** Must be opened to be decided: no card button, no batch. */
  isRisky(request: RequestRow): boolean
  /** Who confirms what was agreed to before it takes effect; null when nobody needs to. */
  nextStep(db: Database, request: RequestRow): Promise<RequestStep | null>
  /** The earliest moment of the effect, where the applicant named one. */
  effectAt(request: RequestRow): Date | null
  changes(request: RequestRow): FieldChangeView[]
  /** Outbox topic of the effect that follows an agreement. */
  effectTopic: string
  cards: {
    /** What is asked for, in a word or two: tells one request of somebody from another. */
    what(request: RequestRow): string
    ask(request: RequestRow, applicant: Person, department: string): CardMessage
    /** The decider's card once nothing is left to decide. `decider` is null when the applicant withdrew. */
    over(request: RequestRow, applicant: Person, decider: string | null, at: Date): CardMessage
    result(request: RequestRow, decider: string): CardMessage
    /** Words of the preset reasons for sending it back, by code. */
    returnReasons?: Readonly<Record<string, string>>
  }
  proof(request: RequestRow): Proof
  /** What its view shows beside the engine's own: more than old and new values, or what comes after the decision. */
  view?(deps: ReadDeps, request: RequestRow, actor: MemberActor): Promise<Partial<KindView>>
  /** For a kind with phases in which people have to do something in WeCom themselves. */
  manualTask?(request: RequestRow, applicant: string): ManualTask
}

/** What people have to do themselves, why they are told, and where they do it. */
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
