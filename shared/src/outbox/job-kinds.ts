import type { OutboxTopic } from './outbox-topics.ts'

/** Kinds of jobs, by which the outbox page is filtered. `other`: all topics that no other kind has. */
export const jobKinds = ['messages', 'people', 'groups', 'other'] as const
export type JobKind = (typeof jobKinds)[number]

/** Topics by what they change in WeCom: cards and texts, members with their accounts and devices, group chats. */
export const topicsOfKind: Readonly<Record<Exclude<JobKind, 'other'>, readonly OutboxTopic[]>> = {
  messages: [
    'notice.ask',
    'notice.over',
    'notice.taken',
    'notice.result',
    'notice.comment',
    'notice.ops',
    'notice.ops_over',
    'notice.delegation',
    'notice.digest',
    'audit.anchor',
    'lost_device.tell',
    'lost_device.over',
    'lost_device.guardian',
    'lost_device.guardian_over',
    'policy.mail',
    'policy.mail_over',
    'groups.tell',
    'groups.say',
    'groups.over',
    'incidents.tell',
    'confirmations.tell',
    'confirmations.over',
    'feedback.tell',
    'feedback.over',
    'custody.tell',
    'session.tell',
    'accounts.offer.tell',
    'accounts.offer.over',
  ],
  people: [
    'info_change.apply',
    'lost_device.prove',
    'lost_device.unlock.prove',
    'lost_device.devices',
    'lost_device.mailbox',
    'account.create',
    'account.invite',
    'accounts.close.prove',
    'accounts.close.access',
    'accounts.close.urgent',
    'partner.disable',
    'partner.enable',
  ],
  groups: ['group_create.make', 'groups.apply'],
}
