import type { AuditRow } from '@desk/shared/audit/audit-schemas'
import type { Messages } from '../../locales/messages.ts'

type Row = Pick<AuditRow, 'checkpoint'>
type CheckpointMessages = Messages['audit']['checkpoints']

/** Returns the size of the signed checkpoint that covers an entry, or that none does, in words; null: an earlier server. */
export function checkpointText({ checkpoint }: Row, messages: CheckpointMessages): string | null {
  if (checkpoint === undefined) return null
  return checkpoint === null ? messages.open : messages.in(checkpoint.size)
}

/** Returns what the checkpoint of an entry contains and does not prove, in sentences; null: an earlier server. */
export function checkpointDetails(
  { checkpoint }: Row,
  messages: CheckpointMessages,
  exact: (instant: string) => string,
): string | null {
  if (checkpoint === undefined) return null
  if (checkpoint === null) return messages.openHint
  const { index, size, signedAt, anchoredAt } = checkpoint
  return messages.list([
    messages.inHint(index + 1, size, exact(signedAt)),
    anchoredAt === null ? messages.unanchored : messages.anchored(exact(anchoredAt)),
    messages.unverified,
  ])
}
