import { expect, it } from 'vitest'
import { compareDocuments, type OpenApiDocument } from './compare-openapi.ts'

const answer = (schema: object) => ({ 200: { description: 'OK', content: { 'application/json': { schema } } } })
const person = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
const documentOf = (paths: object, schemas: object = { Person: person }) =>
  ({ paths, components: { schemas } }) as OpenApiDocument

const me = (summary: string, schema: object = { $ref: '#/components/schemas/Person' }) => ({
  get: { summary, tags: [summary], responses: answer(schema) },
})

it('new and removed operations are listed, and another summary is not a change', () => {
  const before = documentOf({ '/api/me': me('Who am I'), '/api/old': me('Old') })
  const now = documentOf({ '/api/me': me('Get the caller'), '/api/new': me('New') })
  expect(compareDocuments(before, now)).toEqual({
    added: ['GET /api/new'],
    removed: ['GET /api/old'],
    changed: [],
    same: 1,
  })
})

it('a change is found in a schema behind a reference, and in a query parameter by its name', () => {
  const query = { name: 'kind', in: 'query', schema: { type: 'string' } }
  const wide = { ...person, properties: { ...person.properties, description: { type: 'string' } } }
  const before = documentOf({ '/api/me': me('') })
  const now = documentOf({ '/api/me': { get: { ...me('').get, parameters: [query] } } }, { Person: wide })
  const schema = 'responses.200.content.application/json.schema'
  expect(compareDocuments(before, now).changed).toEqual([
    {
      operation: 'GET /api/me',
      lines: [
        `+ ${schema}.properties.description.type: "string"`,
        '+ parameters[kind].name: "kind"',
        '+ parameters[kind].in: "query"',
        '+ parameters[kind].schema.type: "string"',
      ],
    },
  ])
})

it('another order of a list of values is not a change, but a missing value is', () => {
  const kinds = (...names: string[]) => documentOf({ '/api/me': me('', { type: 'string', enum: names }) })
  expect(compareDocuments(kinds('a', 'b'), kinds('b', 'a')).changed).toEqual([])
  expect(compareDocuments(kinds('a', 'b'), kinds('a')).changed[0]?.lines).toEqual([
    '- responses.200.content.application/json.schema.enum[]: "b"',
  ])
})

it('a document with a schema that contains itself can be compared', () => {
  const tree = { type: 'object', properties: { inner: { $ref: '#/components/schemas/Person' } } }
  const document = documentOf({ '/api/me': me('') }, { Person: tree })
  expect(compareDocuments(document, document)).toMatchObject({ changed: [], same: 1 })
})
