import { type DestinationStream, pino } from 'pino'
import type { Log } from '../ports/log.ts'

/** Fields that are never written, at the top level or one level down: personal data and secrets. */
const redactedFields = [
  'token',
  'secret',
  'ticket',
  'cookie',
  'state',
  'name',
  'mobile',
  'telephone',
  'email',
  'position',
]

/**
 * Characters that JSON leaves unescaped and a terminal or a line reader may interpret: C1 controls, separators, bidi
 * and zero width.
 */
const controlCharacters = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** Escapes `controlCharacters` in a JSON text. */
const escapeControls = (line: string): string =>
  line.replace(controlCharacters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Logs one JSON object per line, in UTC. `destination` is standard output except in tests. */
export function pinoLog(destination?: DestinationStream): Log {
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactedFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    serializers: { err: describeError },
    hooks: { streamWrite: escapeControls },
  }
  return destination ? pino(options, destination) : pino(options)
}

type ErrorDescription = {
  type: string
  message: string
  code?: unknown
  errcode?: unknown
  stack?: string
  cause?: ErrorDescription
}

/**
 * Returns class, message, codes and stack of an error. Other fields are omitted: `details` contain whole requests, and
 * a failed query contains its parameters, in its message too.
 */
function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' }
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  const message = error.message.replace(/\nparams: [\s\S]*$/, '')
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(errcode === undefined ? {} : { errcode }),
    ...(frames.length === 0 ? {} : { stack: frames.join('\n') }),
    ...(error.cause instanceof Error && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  }
}
