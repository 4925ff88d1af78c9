import type { Component } from 'vue'

/** What Vue's server renderer collects: texts, and the buffers of components, which are promises when they wait. */
type Item = string | readonly Item[] | Promise<unknown>
type SsrRender = (context: unknown, push: (item: Item) => void, ...rest: unknown[]) => void
type Setup = (props: unknown, context: { attrs: Readonly<Record<string, unknown>> }) => SsrRender

/** Maximum number of texts per component; more of them mean that a key contains a person or a time. */
const MAX_TEXTS = 200

/** Returns the text of items; null when a part of it is not rendered yet. */
function textOf(items: readonly Item[]): string | null {
  let text = ''
  for (const item of items) {
    const part = typeof item === 'string' ? item : Array.isArray(item) ? textOf(item as readonly Item[]) : null
    if (part === null) return null
    text += part
  }
  return text
}

/**
 * Makes a component keep its markup on the server. `keyOf` returns all that the markup depends on, and runs in `setup`. A
 * component that is compiled for the browser, as in tests, renders as before.
 */
export function keepMarkup<Props>(component: Component, keyOf: (props: Props) => string): void {
  const compiled = component as unknown as { __ssrInlineRender?: boolean; setup: Setup }
  if (!compiled.__ssrInlineRender) return
  const { setup } = compiled
  const texts = new Map<string, string>()
  compiled.setup = (props, context) => {
    const key = `${keyOf(props as Props)} ${JSON.stringify(context.attrs)}`
    const kept = texts.get(key)
    if (kept !== undefined) return (_context, push) => push(kept)
    const render = setup(props, context)
    return (renderContext, push, ...rest) => {
      const items: Item[] = []
      const pushAndKeep = (item: Item) => {
        items.push(item)
        push(item)
      }
      render(renderContext, pushAndKeep, ...rest)
      const text = textOf(items)
      if (text === null) return
      if (texts.size >= MAX_TEXTS) texts.clear()
      texts.set(key, text)
    }
  }
}
