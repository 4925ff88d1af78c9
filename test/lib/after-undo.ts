import { UNDO_MS } from '@desk/shared/requests/model/request-flow'

/** The time after which a decision cannot be undone any more, and takes effect. */
export const AFTER_UNDO_MS = UNDO_MS + 1_000
