import { XMLParser } from 'fast-xml-parser'

/** Numbers stay text (`AgentID` 0012), entities stay unexpanded, attributes are ignored. */
const parser = new XMLParser({ parseTagValue: false, processEntities: false, ignoreAttributes: true })

/** The children of `<xml>`; a repeated name, or one with children, reads as absent. */
export type CallbackXml = { text(name: string): string }

/**
 * Parses a callback. Null for XML that is not well-formed, has another root or one without children, or contains `<!`
 * outside CDATA: neither a DTD nor a comment is accepted.
 */
export function parseCallbackXml(xml: string): CallbackXml | null {
  if (hasDeclarations(xml)) return null
  const root = childOf(parse(xml), 'xml')
  if (typeof root !== 'object' || root === null) return null
  return {
    text(name) {
      const value = childOf(root, name)
      return typeof value === 'string' ? value : ''
    },
  }
}

const hasDeclarations = (xml: string) => xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').includes('<!')

function parse(xml: string): unknown {
  try {
    return parser.parse(xml, true)
  } catch {
    return null
  }
}

function childOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}
