import { outboxTopics } from '@desk/shared/outbox/outbox-topics'
import { expect } from 'vitest'
import { jobHandlers } from './job-handlers.ts'
import { test } from '../testing/kit.ts'

test('the worker handles exactly the topics that outboxTopics lists', ({ kit }) => {
  expect(Object.keys(jobHandlers(kit.deps)).toSorted()).toEqual([...outboxTopics].toSorted())
})
