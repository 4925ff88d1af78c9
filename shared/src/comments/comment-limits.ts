/** Code points of a comment. */
export const COMMENT_MAX = 500
/** Files beside one comment. */
export const ATTACHMENTS_PER_COMMENT = 4
