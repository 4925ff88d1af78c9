import * as z from 'zod/mini'

const richPiece = z.object({
  text: z.string(),
  strong: z.boolean(),
  em: z.boolean(),
  code: z.boolean(),
  /** An https address. */
  href: z.nullable(z.string()),
})
export type RichPiece = z.infer<typeof richPiece>

const richBlock = z.object({
  kind: z.enum(['paragraph', 'heading', 'bullet', 'number', 'quote', 'code']),
  /** Depth in nested lists; 0 outside a list. */
  level: z.int(),
  pieces: z.array(richPiece),
})
export type RichBlock = z.infer<typeof richBlock>

/**
 * The content of a clause: a closed set of elements, rendered by one component and never as HTML. Other Markdown stays plain
 * text.
 */
export const richText = z.array(richBlock)
export type RichText = z.infer<typeof richText>

/** A piece of text that is unchanged, added or removed. */
export const diffPiece = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })
export type DiffPiece = z.infer<typeof diffPiece>
