/** Maximum length of a comment, in code points. */
export const COMMENT_MAX = 500
/** Maximum number of files of one comment. */
export const ATTACHMENTS_PER_COMMENT = 4
