/**
 * Form paths of this app, with their query. Other values of the query parameter `back` are ignored, to prevent open redirects.
 */
const FORM = /^\/requests\/(new\/[a-z-]{1,40}(\?[\w.@%&=-]{1,200})?|req_[0-9a-z]{1,40}\/edit)$/

/** Returns a link to a page that returns to the form afterwards. */
export const withBack = (path: string, form: string): string => `${path}?back=${encodeURIComponent(form)}`

/** Returns the form path from the query parameter `back`; null when it is missing or invalid. */
export const backPathOf = (parameter: unknown): string | null =>
  typeof parameter === 'string' && FORM.test(parameter) ? parameter : null
