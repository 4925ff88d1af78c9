import type { RetentionClass } from './retention.ts'

/** Retention class of every stored column, by table. A test compares it with the schema. */
export const retentionTable: Readonly<Record<string, Readonly<Partial<Record<RetentionClass, string>>>>> = {
  account_closings: {
    request:
      'id subject_id department_path kind phase version last_day disable_at opened_by opened_at cleaned_at reason forced_by confirmed_by blocked_at started_at tried_at trouble disabled_at deletion_asked_by deletion_asked_at deletion_reason delete_not_before deletion_confirmed_by deleted_at return_confirmed_at change_id reminded_on ended_at',
  },
  account_suspensions: { request: 'id userid cause ordered_at ended_at' },
  account_batches: { request: 'id submitted_by submitted_at idempotency_key body_hash' },
  account_openings: {
    request:
      'id batch_id no userid name department_id department_names position starts_on company sponsor_id ends_on state submitted_by failure reason return_answer reviewed_by reviewed_at attempted_at account_created_at invited_at invite_count activated_at late_notices data_answer data_hash password_attested_at policies_signed_at guardian_asked_at admin_met_at completed_at version updated_at',
    contact: 'mobile email',
  },
  api_keys: {
    setting:
      'id name key_hash prefix scopes addresses created_by created_at expires_at last_used_at revoked_at revoked_by',
  },
  attachments: { request: 'id owner_id comment_id name type size blob_key created_at' },
  audit_anchors: { evidence: 'block_no hash rows at' },
  audit_blocks: { evidence: 'no first_seq last_seq seqs row_hashes rows_hash prev_hash hash sealed_at' },
  audit_checkpoints: { evidence: 'log size note at' },
  audit_entries: { evidence: 'seq at actor action object details' },
  audit_log_anchors: { evidence: 'log size at' },
  audit_log_batches: { evidence: 'log first_index size first_seq last_seq seqs hashes leaves' },
  audit_log_tiles: { evidence: 'log level index hashes root' },
  audit_logs: { evidence: 'no origin vkey chain_seq at' },
  audit_timestamps: { evidence: 'log size token at' },
  audit_texts: { log: 'hash salt text at' },
  auditor_links: {
    setting:
      'id name token_hash policy_ids from_day to_day created_by created_at expires_at browser_hash opened_at opened_client opened_system last_used_at views ended_at ended_by',
  },
  blobs: { request: 'key bytes' },
  calendar_days: { setting: 'day is_working note changed_by changed_at' },
  callbacks: { log: 'id receiver dedupe_key event body received_at handled_at' },
  cards: { request: 'task_id request_id userid purpose msgid response_code delivered sent_at pressed_at round' },
  chat_groups: {
    request:
      'id request_id chat_id origin state name topic pinyin kind purpose owner_id deputy_id department_path expires_on expiry_told member_count gone_count created_at greetings charter_due_at charter_rung charter_signed_at charter_signed_by review_due_on review_opened_at review_close_by review_rung reviewed_at review_undo vacant_since next_owner_id is_applying trouble missing looked_at archived_at declined version idempotency_key',
  },
  closing_events: { evidence: 'id closing_id at actor_id type note' },
  comments: { request: 'id request_id author_id text created_at idempotency_key' },
  console_deeds: {
    log: 'id at operator_id area deed kind details ip dedupe_key read_at handled_at handled_by outcome note subject_id flow',
  },
  confirmation_campaigns: {
    evidence:
      'id title audience fields starts_on ends_on created_by created_at idempotency_key started_at asked_on asked_after overdue_told_at ended_at ended_by',
  },
  confirmation_counters: { technical: 'campaign_id department_id state own total' },
  confirmation_recounts: { technical: 'id campaign_id department_id after_department_id' },
  confirmations: {
    evidence:
      'seq id campaign_id userid answer method by at department_id hash field_hashes wrong_fields hidden_fields',
  },
  custody_asks: { request: 'userid year asked_at confirmed_at' },
  custody_attestations: { evidence: 'userid year occasion edition language text_hash confirmed_at' },
  custody_years: { technical: 'year day after_userid' },
  delegations: {
    evidence: 'id principal delegate kinds starts_on ends_on note created_at revoked_at revoked_by',
  },
  departure_reports: {
    log: 'id userid reporter_id reported_at last_day note handled_at handled_by outcome answer flow',
  },
  departments: { mirror: 'id name parent_id sort_order path synced_at' },
  directory_changes: { log: 'id at source kind userid department_id details' },
  directory_runs: {
    log: 'id started_at finished_at abandoned_at department_ids position members calls claims last_error lease_owner leased_until',
  },
  download_links: { transient: 'token_hash userid what query created_at expires_at used_at lines_done lines_total' },
  drafts: { transient: 'userid kind content version saved_at stored_at' },
  employments: { mirror: 'id userid name started_at ended_at return_confirmed_at return_confirmed_by' },
  feedback_askers: {
    request: 'asked_as userid problem_id text department_id asked_at idempotency_key verdict verdict_round',
  },
  feedback_events: { request: 'problem_id no at userid type text idempotency_key' },
  feedback_faqs: {
    setting: 'id question pinyin answer policy_id clause_id problem_id question_id changed_by changed_at retired_at',
  },
  feedback_grams: { request: 'gram object_id' },
  feedback_handlers: { request: 'problem_id userid because on_behalf_of since' },
  feedback_places: { request: 'department_id state asked_at problem_id' },
  feedback_problems: {
    request:
      'id title pinyin state asker_id department_path departments asked_at due_at is_late_reported people forwarded_by forwarded_at taker_id promised_on outcome answer answered_by answered_at round merged_into version',
  },
  group_grams: { request: 'gram group_id' },
  group_members: {
    request: 'group_id userid reason department_id since gone_reason gone_at remove_by remove_at left_at is_archived',
  },
  group_offers: { request: 'group_id userid state asked_at answered_at' },
  group_places: { request: 'department_id created_at group_id late_since' },
  group_reports: { incident: 'id group_id reporter_id recipient what at outcome handled_at handled_by' },
  group_wishes: { request: 'group_id userid state asked_at answered_at answered_by' },
  guardians: { request: 'ward_id guardian_id state since' },
  incident_assignees: { incident: 'incident_id userid via since ended_at end_reason' },
  incident_events: { evidence: 'id incident_id at type actor detail' },
  incident_messages: { incident: 'id incident_id channel author_id text at idempotency_key' },
  incident_pictures: { incident: 'id incident_id message_id bytes' },
  incidents: {
    incident:
      'id no kind state severity recipient is_unnamed reporter_id receipt_hash idempotency_key body_hash department_path group_id text involved at due_at escalation reminded_at paused_at handler_id is_restricted outcome outcome_text closed_at lost_case_id version',
  },
  handover_items: { request: 'id closing_id kind object_id title count state heir_id offered_at answered_at reason' },
  lost_cases: {
    request:
      'request_id subject_id label reporter_id reporter_kind second_reporter_id phase why last_seen_at note reported_at ordered_at ordered_by tried_at attempts trouble sent_at confirmed_at proof attested_by contested_at rung called recovery_at identity_at identity_by reopened_at unlock_by unlock_tried_at unlock_sent_at unlocked_at aftercare ended_at exposure devices mailbox is_false is_last_seen_stated doubted_at',
  },
  lost_watchers: { transient: 'token_hash request_id userid until' },
  members: {
    mirror:
      'userid name department_ids main_department_id status synced_at leader_of name_key pinyin initials employed_since left_at signer_erased_at is_marked_partner',
    contact: 'alias position telephone',
  },
  message_texts: { setting: 'name language title subtitle version changed_by changed_at' },
  notices: {
    transient:
      'task_id event object_id userid dedupe_key state planned_at admitted_at words line digest_id policy_ids group_id asks response_code pressed_at',
  },
  ops_claims: { transient: 'id code_hash created_at expires_at used_at used_by' },
  outbox: {
    transient: 'id topic payload dedupe_key group_key run_at attempts fence leased_until done_at dead_at last_error',
  },
  partner_history: { mirror: 'userid is_partner since ends_on until' },
  partners: {
    mirror:
      'userid company sponsor ends_on since set_by close_by close_at ended_at tried_at disabled_at is_enabling trouble hr_told_at',
  },
  person_limits: { transient: 'key points expire' },
  policies: {
    evidence:
      'id created_by created_at current_version_id audience edition retire_asked_by retire_asked_at retire_reason retired_by retired_at idempotency_key',
  },
  policy_clauses: { evidence: 'version_id language ordinal clause_id no title body why hash asked_since' },
  policy_counters: { technical: 'policy_id department_id state own total' },
  policy_counts: { technical: 'policy_id department_id path next_change_at' },
  policy_exception_history: {
    evidence: 'policy_id userid due_at due_version_no reaffirm_since asked_from at until',
  },
  policy_exceptions: {
    evidence: 'policy_id userid due_at due_version_no reaffirm_since asked_from by at',
    signer: 'reason',
  },
  policy_exemptions: { evidence: 'id policy_id userid until by at ended_at ended_by', signer: 'reason' },
  policy_files: { evidence: 'id policy_id name type size sha256 bytes by at' },
  policy_mailings: { transient: 'id round_key policy_ids userids card frozen_at sent_at about response_code' },
  policy_messages: { evidence: 'question_id no by at', signer: 'text' },
  policy_openings: { signer: 'userid version_id opened_at' },
  policy_questions: { evidence: 'id policy_id version_id userid clause_id is_open asked_at closed_at idempotency_key' },
  policy_recounts: { technical: 'id policy_id department_id after_department_id' },
  policy_rounds: { technical: 'key scope day started_at after_userid finished_at told' },
  policy_signatures: {
    evidence:
      'id code policy_id version_id version_no person occasion signed_at language basis clause_hashes read_map doc_hash consent department_id sealed hash',
  },
  policy_signers: { signer: 'person userid former_userid key created_at' },
  policy_rosters: { evidence: 'id policy_id version_id day why root counts lines at' },
  policy_snapshots: { evidence: 'policy_id day department_id version_id counts taken_at' },
  policy_unreached: { technical: 'userid since' },
  policy_unreached_history: { evidence: 'userid since until' },
  policy_versions: {
    evidence:
      'id policy_id no label state kind reason content requires_no doc_hashes author_id writers created_at return_reason returned_by approved_by approved_at approval_comment approved_hash published_by published_at effective_on asks_since',
  },
  purge_runs: { evidence: 'id at retention_class cut_off rows_removed' },
  request_candidates: { request: 'request_id userid asked_at closed_at because on_behalf_of released_at' },
  request_claims: { transient: 'request_id userid until' },
  request_events: { evidence: 'id request_id seq at actor_id type details' },
  requests: {
    request:
      'id no kind applicant_id subject_id department_path payload seen_hash state outcome decided_by version idempotency_key body_hash created_at updated_at step phase decided_for decided_at undo_until returned waiting_since due_at time_left_ms sla_rung urge_count urge_again_at verified_by last_command',
  },
  role_grants: {
    evidence:
      'id userid role department_id source granted_at ended_at starts_on ends_on is_deputy confirmed_by confirmed_at ended_by lead_lost_at',
  },
  self_check_items: { technical: 'item level reason facts checked_at' },
  sessions: {
    log: 'token_hash ref userid browser_hash created_at last_seen_at expires_at ended_at confirmed_at role_used_at user_agent client_net other_agent other_seen_at',
  },
  settings: { setting: 'key value version changed_by changed_at' },
  sign_in_states: { transient: 'state_hash browser_hash return_to expected_userid created_at expires_at used_at' },
  wecom_fetches: { technical: 'name owner leased_until' },
  wecom_refusals: { technical: 'kind subject errcode configuration at until' },
  wecom_secrets: { technical: 'name value expires_at edition' },
  workbench_tiles: { mirror: 'userid wanted told shown shown_to_sign told_at' },
}
