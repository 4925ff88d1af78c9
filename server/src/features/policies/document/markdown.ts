import type { RichBlock, RichPiece, RichText } from '@desk/shared/policies/rich-text'
import MarkdownIt from 'markdown-it'

/** Disables HTML, images and tables: their source is shown as plain text. */
const parser = new MarkdownIt('commonmark', { html: false, linkify: false }).disable([
  'image',
  'html_block',
  'html_inline',
])

type Token = ReturnType<typeof parser.parse>[number]

/** Deeper lists are shown at this level. */
const MAX_LEVEL = 3

/** Converts Markdown to the closed set of elements that a clause may show. The result is never interpreted as HTML. */
export function toRichText(markdown: string): RichText {
  const blocks: RichBlock[] = []
  const open: string[] = []
  for (const token of parser.parse(markdown, {})) {
    if (token.nesting === 1) open.push(token.type)
    else if (token.nesting === -1) open.pop()
    else if (token.type === 'inline') blocks.push({ ...kindOf(open), pieces: piecesOf(token.children ?? []) })
    else if (token.type === 'fence' || token.type === 'code_block')
      blocks.push({ kind: 'code', level: levelOf(open), pieces: [piece(token.content.trimEnd())] })
  }
  return blocks
}

const isList = (type: string) => type === 'bullet_list_open' || type === 'ordered_list_open'

const levelOf = (open: readonly string[]) => Math.min(MAX_LEVEL, open.filter(isList).length)

function kindOf(open: readonly string[]): Pick<RichBlock, 'kind' | 'level'> {
  const level = levelOf(open)
  if (open.includes('heading_open')) return { kind: 'heading', level }
  const list = open.findLast(isList)
  if (list !== undefined) return { kind: list === 'bullet_list_open' ? 'bullet' : 'number', level }
  return { kind: open.includes('blockquote_open') ? 'quote' : 'paragraph', level }
}

const piece = (text: string, overrides: Partial<RichPiece> = {}): RichPiece => ({
  text,
  strong: false,
  em: false,
  code: false,
  href: null,
  ...overrides,
})

function piecesOf(tokens: readonly Token[]): RichPiece[] {
  const pieces: RichPiece[] = []
  let [strong, em] = [0, 0]
  let href: string | null = null
  for (const token of tokens) {
    if (token.type === 'strong_open') strong += 1
    else if (token.type === 'strong_close') strong -= 1
    else if (token.type === 'em_open') em += 1
    else if (token.type === 'em_close') em -= 1
    else if (token.type === 'link_open') href = safeHref(token)
    else if (token.type === 'link_close') href = null
    else if (token.type === 'softbreak' || token.type === 'hardbreak') pieces.push(piece('\n'))
    else if (token.content !== '')
      pieces.push(piece(token.content, { strong: strong > 0, em: em > 0, code: token.type === 'code_inline', href }))
  }
  return pieces
}

/** Returns the address of a link; null unless its protocol is https. */
function safeHref(token: Token): string | null {
  const href = String(token.attrGet('href') ?? '')
  try {
    return new URL(href).protocol === 'https:' ? href : null
  } catch {
    return null
  }
}

/** Returns the text without formatting, for diffs, reading times and exports. */
export const toPlainText = (text: RichText): string =>
  text.map(({ pieces }) => pieces.map((part) => part.text).join('')).join('\n')
