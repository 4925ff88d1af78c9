import * as z from 'zod/mini'

const richPiece = z.object({
  text: z.string(),
  strong: z.boolean(),
  em: z.boolean(),
  code: z.boolean(),
  /** https only. */
  href: z.nullable(z.string()),
})
export type RichPiece = z.infer<typeof richPiece>

const richBlock = z.object({
  kind: z.enum(['paragraph', 'heading', 'bullet', 'number', 'quote', 'code']),
  /** How deep in a list; 0 outside. */
  level: z.int(),
  pieces: z.array(richPiece),
})
export type RichBlock = z.infer<typeof richBlock>

/**
 * What a clause may show: a closed set, drawn by one component as elements and never as HTML. What Markdown could say
 * beyond it stays plain text.
 */
export const richText = z.array(richBlock)
export type RichText = z.infer<typeof richText>

/** A piece of text that stayed, came, or went. */
export const diffPiece = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })
export type DiffPiece = z.infer<typeof diffPiece>
