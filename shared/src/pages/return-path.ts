/** Forms of ours, and nothing else: an address is no place to be sent anywhere from. */
const FORM = /^\/requests\/(new\/[a-z-]{1,40}|req_[0-9a-z]{1,40}\/edit)$/

/** The way to a page that leads back to a form when it is done. */
export const withBack = (path: string, form: string): string => `${path}?back=${encodeURIComponent(form)}`

/** What an address says of the form it came from; null: nothing, or no form of ours. */
export const backPathOf = (asked: unknown): string | null =>
  typeof asked === 'string' && FORM.test(asked) ? asked : null
