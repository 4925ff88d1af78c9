import { UNDO_MS } from '@desk/shared/requests/model/request-flow'

/** Later than this a decision can no longer be undone, and takes effect. */
export const AFTER_UNDO_MS = UNDO_MS + 1_000
