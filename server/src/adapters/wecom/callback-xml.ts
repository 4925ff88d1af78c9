import { XMLParser } from 'fast-xml-parser'

/** Numbers stay text (`AgentID` 0012), entities stay unexpanded, attributes do not exist. */
const parser = new XMLParser({ parseTagValue: false, processEntities: false, ignoreAttributes: true })

/** The children of `<xml>`; a name given twice, or one with children of its own, reads as absent. */
export type CallbackXml = { text(name: string): string }

/** Null for what is not well-formed, has another root, or declares anything: a DTD has no business here. */
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
