import type { TokenKind } from './token-kind.ts'

/** Whose hand changed it: a token, or an admin in the console. */
export type ChangedBy = TokenKind | 'console' | 'member'

export type Effect =
  | { effect: 'member.create'; userid: string; by: ChangedBy }
  | { effect: 'member.update'; userid: string; field: string; from: unknown; to: unknown; by: ChangedBy }
  | { effect: 'member.disable'; userid: string; by: ChangedBy }
  | { effect: 'member.enable'; userid: string; by: ChangedBy }
  | { effect: 'member.delete'; userid: string; by: ChangedBy }
  | { effect: 'message'; to: string[]; msgtype: string; taskId: string | null; title: string; msgid: string }
  | { effect: 'message.recall'; msgid: string; to: string[] }
  | {
      effect: 'card.update'
      to: string[]
      msgid: string
      taskId: string | null
      title: string
      replaceName: string | null
    }
  | { effect: 'workbench.template'; type: string }
  | { effect: 'workbench.data'; to: string[]; counts: Record<string, string> }

/** Append-only: only what really changed, so that a test can count effects instead of calls. */
export type LedgerEntry = Effect & { seq: number; at: number }
