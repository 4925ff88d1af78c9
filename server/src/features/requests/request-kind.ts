import type { MemberActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { RequestKind } from '@desk/shared/requests/kinds/index'
import type { MessageTextName } from '@desk/shared/notices/message-texts'
import type { DecisionBody, FieldChangeView, FollowUp, Proof, Verdict } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../db/database.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import type { Person } from './people-queries.ts'
import type { RequestRow } from './request-queries.ts'

/** What a card says: a text that ops may change, with what it is filled with, and rows that state facts. */
export type CardMessage = {
  text: MessageTextName
  values: Readonly<Record<string, string>>
  rows: NoticeCard['rows']
}

/** What a kind of request does on the server. The engine knows kinds by this alone. */
export type ServerKind = {
  /** Throws when the directory contradicts what the applicant saw, or another request is in the way. */
  checkSubmit(tx: Tx, applicant: Person, payload: unknown, today: CalendarDay): Promise<void>
  /** Everything a decision hangs on, in one canonical string. */
  seen(payload: unknown): string
  /** Throws unless every asked-for field has a verdict, and no other. */
  verdicts(payload: unknown, fields: DecisionBody['fields']): Record<string, Verdict>
  changes(request: RequestRow): FieldChangeView[]
  /** Outbox topic of the effect that follows an agreement. */
  effectTopic: string
  cards: {
    ask(request: RequestRow, applicant: Person, department: string): CardMessage
    /** The decider's card once nothing is left to decide. `decider` is null when the applicant withdrew. */
    over(request: RequestRow, applicant: Person, decider: string | null, at: Date): CardMessage
    result(request: RequestRow, decider: string): CardMessage
  }
  proof(request: RequestRow): Proof
  /** What comes after the decision, for this viewer. */
  followUp(request: RequestRow, actor: MemberActor, now: Date): FollowUp
}

export type KindRegistry = Readonly<Record<RequestKind, ServerKind>>
